import type { Response } from 'express';
import { accountOf } from './accounts.js';
import { viewCart } from './cart.js';
import { layout, type Page, type Visitor } from './pages/layout.js';
import { clockOf } from './pages/session-clock.js';
import type { ShopSession } from './shop-sessions.js';

export function sendPage(response: Response, page: Page, session?: ShopSession): void {
  // After a sign-out, the browser must not show a page from its cache.
  response.set('Cache-Control', 'no-store').type('html');
  response.send(String(layout(page, session && visitorOf(session))));
}

/** Takes the notice from the session, because the page shows it. */
function visitorOf(session: ShopSession): Visitor {
  return {
    account: accountOf(session.owner),
    items: viewCart(session.get('cart')).items,
    notice: session.takeFlash<string>('notice'),
    clock: clockOf(session),
  };
}
