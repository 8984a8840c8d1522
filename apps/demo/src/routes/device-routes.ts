import { type OwnedSession, parseSessionId } from '@sess/core';
import { type Request, type Response, Router } from 'express';
import { devicesPage } from '../pages/devices-page.js';
import { clockOf } from '../pages/session-clock.js';
import { sendPage } from '../send-page.js';
import type { Shop } from '../shop.js';
import type { ShopSession } from '../shop-sessions.js';
import { listsDevices } from '../stores/open-store.js';

type OwnedShopSession = ShopSession & { readonly owner: string };

/** Lists a visitor's sessions, and ends them. */
export function deviceRoutes({ sessions, opened }: Shop): Router {
  const routes = Router();

  /** Returns the session of a signed-in visitor, and sends everybody else to the sign-in page. */
  async function signedIn(
    request: Request<{ id: string }> | Request,
    response: Response,
  ): Promise<OwnedShopSession | undefined> {
    const session = await sessions.get(request);
    if (session.owner !== undefined) return session as OwnedShopSession;
    response.redirect(303, '/sign-in');
    return undefined;
  }

  routes.get('/devices', async (request, response) => {
    const session = await signedIn(request, response);
    if (!session) return;
    const devices: OwnedSession[] = [];
    if (listsDevices(opened)) for await (const device of sessions.list(session.owner)) devices.push(device);
    sendPage(response, devicesPage(listsDevices(opened) ? devices : undefined, clockOf(session)), session);
  });

  routes.post('/devices/sign-out-others', async (request, response) => {
    const session = await signedIn(request, response);
    if (!session) return;
    const ended = await sessions.revokeOwner(session.owner, { except: session });
    session.flash('notice', ended === 1 ? 'One other session was ended.' : `${ended} other sessions were ended.`);
    response.redirect(303, '/devices');
  });

  routes.post('/devices/:id/sign-out', async (request: Request<{ id: string }>, response) => {
    const session = await signedIn(request, response);
    if (!session) return;
    const id = parseSessionId(request.params.id);
    if (id !== undefined && id === session.id) {
      await session.destroy();
      return response.redirect(303, '/sign-in?signed-out');
    }
    // With the owner, so that nobody can end another user's session by its id.
    const ended = id !== undefined && (await sessions.revoke(id, { owner: session.owner }));
    session.flash('notice', ended ? 'That session was ended.' : 'That session had ended already.');
    response.redirect(303, '/devices');
  });

  return routes;
}
