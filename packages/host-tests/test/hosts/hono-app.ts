import { createApp } from '@sess/example-hono/app';
import type { Pages, Sessions } from '@sess/conformance';
import { pageRequest, responseOf, shopOf, visitsPage } from './host.js';

/** Returns the example with the pages of a law. */
export function honoApp(sessions: Sessions, { page }: Pages): ReturnType<typeof createApp> {
  const shop = shopOf(sessions);
  const app = createApp(shop as unknown as Parameters<typeof createApp>[0]);
  app.get('/visits', async (c) => c.text(await visitsPage(shop, c)));
  app.all('*', async (c) => {
    const { method, url } = c.req;
    const { status = 200, headers, body } = await page(pageRequest(sessions, { method, url }, c));
    if (typeof body === 'string') return c.body(body, status as 200, headers);
    return responseOf({ status, ...(headers && { headers }), ...(body && { body }) }, method);
  });
  return app;
}
