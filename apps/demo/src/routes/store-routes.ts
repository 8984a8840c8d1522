import { Router } from 'express';
import { cookiePage } from '../pages/cookie-page.js';
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
    const about = { place: opened.place, maxPayloadBytes: opened.store.limits.maxPayloadBytes, events: events.newest };
    if (opened.look) {
      const contents = await opened.look(maxRecords);
      return sendPage(response, storePage({ ...contents, ...about, ownId: session.id }), session);
    }
    const sentBytes = Buffer.byteLength(request.headers.cookie ?? '');
    sendPage(response, cookiePage({ ...about, sentBytes }), session);
  });

  routes.post('/store/fill', async (request, response) => {
    const session = await sessions.get(request);
    session.set('note:filling', 'x'.repeat(tooManyBytes));
    response.redirect(303, '/store');
  });

  return routes;
}
