import { Router } from 'express';
import { cookiePage } from '../pages/cookie-page.js';
import { storePage } from '../pages/store-page.js';
import { sendPage } from '../send-page.js';
import type { Shop } from '../shop.js';

const mostRecords = 50;
const tooManyBytes = 10 * 1024 * 1024;

/** What is in the store, for everybody to see. */
export function storeRoutes({ sessions, kept, events }: Shop): Router {
  const routes = Router();

  routes.get('/store', async (request, response) => {
    const session = await sessions.get(request);
    const about = { place: kept.place, maxPayloadBytes: kept.store.limits.maxPayloadBytes, events: events.newest };
    if (kept.look) {
      const contents = await kept.look(mostRecords);
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
