import { Router } from 'express';
import { storePage } from '../pages/store-page.js';
import { sendPage } from '../send-page.js';
import type { Shop } from '../shop.js';

const maxRecords = 50;
const tooManyBytes = 10 * 1024 * 1024;

/** Shows what is in the store. */
export function storeRoutes({ sessions, opened, events }: Shop): Router {
  const routes = Router();

  routes.get('/store', async (request, response) => {
    const session = await sessions.get(request);
    const { place, store } = opened;
    const page = storePage({
      place,
      contents: await opened.look?.(maxRecords),
      sentBytes: Buffer.byteLength(request.headers.cookie ?? ''),
      ownId: session.id,
      maxPayloadBytes: store.limits.maxPayloadBytes,
      events: events.newest,
    });
    sendPage(response, page, session);
  });

  routes.post('/store/fill', async (request, response) => {
    const session = await sessions.get(request);
    session.set('note:filling', 'x'.repeat(tooManyBytes));
    response.redirect(303, '/store');
  });

  return routes;
}
