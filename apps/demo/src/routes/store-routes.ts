import { Router } from 'express';
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
    const contents = await kept.look(mostRecords);
    const { maxPayloadBytes } = kept.store.limits;
    const view = { ...contents, place: kept.place, ownId: session.id, maxPayloadBytes, events: events.newest };
    sendPage(response, storePage(view), session);
  });

  routes.post('/store/fill', async (request, response) => {
    const session = await sessions.get(request);
    session.set('note:filling', 'x'.repeat(tooManyBytes));
    response.redirect(303, '/store');
  });

  return routes;
}
