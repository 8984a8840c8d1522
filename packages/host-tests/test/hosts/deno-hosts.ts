import { createShop } from '../mount/deno.js';
import { type Host, pageRequest, responseOf, shopOf, siteAt } from './host.js';

const denoServe: Host = {
  name: 'Deno.serve',
  serve(sessions, { page }) {
    const server = createShop(shopOf(sessions), async (request) =>
      responseOf(await page(pageRequest(sessions, request, request)), request.method),
    );
    return Promise.resolve(siteAt(`http://127.0.0.1:${server.addr.port}`, () => server.shutdown()));
  },
};

export const denoHosts: readonly Host[] = [denoServe];
