import { type Request, Router } from 'express';
import { changeCart, viewCart } from '../cart.js';
import { productOf } from '../catalogue.js';
import { formField } from '../form-field.js';
import { shopPage } from '../pages/shop-page.js';
import { Refusal } from '../refusal.js';
import { sendPage } from '../send-page.js';
import type { Shop } from '../shop.js';

/** The products, the cart, the checkout. */
export function shopRoutes({ sessions }: Shop): Router {
  const routes = Router();

  routes.get('/', async (request, response) => {
    const session = await sessions.get(request);
    sendPage(response, shopPage(viewCart(session.get('cart'))), session);
  });

  routes.post('/cart/:sku', async (request: Request<{ sku: string }>, response) => {
    const product = productOf(request.params.sku);
    if (!product) throw new Refusal(404, 'NOT_FOUND', 'The shop has no such product.');
    const change = formField(request, 'change') === '-1' ? -1 : 1;
    const session = await sessions.get(request);
    changeCart(session, product.sku, change);
    session.flash('notice', change > 0 ? `In your cart: ${product.name}.` : `Removed: ${product.name}.`);
    response.redirect(303, `/#${formField(request, 'back') === 'cart' ? 'cart' : product.sku}`);
  });

  routes.post('/checkout', async (request, response) => {
    const session = await sessions.get(request);
    const { items } = viewCart(session.pop('cart'));
    // Stored before anything is shipped, so that this cart cannot be bought twice.
    await session.save();
    if (items > 0)
      session.flash(
        'notice',
        `Thank you! ${items === 1 ? 'One thing is' : `${items} things are`} as good as on the way.`,
      );
    response.redirect(303, '/');
  });

  return routes;
}
