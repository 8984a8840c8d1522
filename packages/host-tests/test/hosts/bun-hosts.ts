import { createShop } from '../mount/bun.js';
import type { Sessions } from '../mount/sessions.js';
import { type Host, pageRequest, responseOf, shopOf, siteAt } from './host.js';
import { listen } from './listen.js';

const bunServe: Host = {
  name: 'Bun.serve',
  serve(sessions, { page }) {
    const server = createShop(shopOf(sessions), async (request) =>
      responseOf(await page(pageRequest(sessions, request, request)), request.method),
    );
    return Promise.resolve(siteAt(server.url.href, () => server.stop(true)));
  },
};

interface ElysiaApp {
  all(path: string, handler: (context: { request: Request }) => Promise<Response>): unknown;
}

/** Elysia's types include Bun's, which replace Node's, so the compiler must not see them here. */
async function loadElysia() {
  // oxlint-disable typescript/no-unnecessary-type-assertion -- a path of the type string is not followed
  const { Elysia } = (await import('elysia' as string)) as { Elysia: new () => ElysiaApp };
  const { mount } = (await import('../mount/elysia.js' as string)) as {
    mount(app: ElysiaApp, sessions: Sessions): (request: Request) => Promise<Response>;
  };
  // oxlint-enable typescript/no-unnecessary-type-assertion
  return { Elysia, mount };
}

const elysia: Host = {
  name: 'Elysia',
  async serve(sessions, { page }) {
    const { Elysia, mount } = await loadElysia();
    const app = new Elysia();
    const fetch = mount(app, shopOf(sessions));
    app.all('/*', async (context) =>
      responseOf(await page(pageRequest(sessions, context.request, context)), context.request.method),
    );
    return listen(fetch);
  },
};

export const bunHosts: readonly Host[] = [bunServe, elysia];
