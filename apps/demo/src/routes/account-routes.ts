import { Router } from 'express';
import { accountOf, checkPassword } from '../accounts.js';
import { deviceLabel } from '../device-label.js';
import { formField } from '../form-field.js';
import { signInPage } from '../pages/sign-in-page.js';
import { sendPage } from '../send-page.js';
import type { Shop } from '../shop.js';

/** Signing in and out. */
export function accountRoutes({ sessions }: Shop): Router {
  const routes = Router();

  routes.get('/sign-in', async (request, response) => {
    const session = await sessions.get(request);
    const account = accountOf(session.owner);
    sendPage(response, signInPage({ account, justSignedOut: 'signed-out' in request.query }), session);
  });

  routes.post('/sign-in', async (request, response) => {
    const session = await sessions.get(request);
    const name = formField(request, 'name');
    const account = checkPassword(name, formField(request, 'password'));
    if (!account) {
      response.status(422);
      return sendPage(response, signInPage({ refusedName: name }), session);
    }
    session.signIn(account.id, { lifetime: formField(request, 'remember') ? 'remembered' : 'default' });
    session.set('device', deviceLabel(request.get('user-agent')));
    session.flash('notice', `Welcome, ${account.name}.`);
    response.redirect(303, '/');
  });

  routes.post('/sign-out', async (request, response) => {
    const session = await sessions.get(request);
    await session.destroy();
    response.redirect(303, '/sign-in?signed-out');
  });

  return routes;
}
