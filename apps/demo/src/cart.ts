import { type Product, productOf } from './catalogue.js';
import type { CartLine, ShopSession } from './shop-sessions.js';

/** More than this of one product is probably a mistake. */
const maxQuantity = 99;

export interface CartView {
  readonly lines: readonly { readonly product: Product; readonly quantity: number }[];
  readonly items: number;
  readonly totalInCents: number;
}

/** Changes the quantity of a product. No concurrent change from another tab is lost. */
export function changeCart(session: ShopSession, sku: string, change: number): void {
  session.update('cart', {}, (cart) => {
    const line = (cart[sku] ??= { sku, quantity: 0 });
    line.quantity = Math.min(line.quantity + change, maxQuantity);
    if (line.quantity <= 0) delete cart[sku];
  });
}

/** Returns the part of a cart that the catalogue still has. */
export function viewCart(cart: Readonly<Record<string, CartLine>> = {}): CartView {
  const lines = Object.values(cart).flatMap(({ sku, quantity }) => {
    const product = productOf(sku);
    return product ? [{ product, quantity }] : [];
  });
  return {
    lines,
    items: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    totalInCents: lines.reduce((sum, { product, quantity }) => sum + product.priceInCents * quantity, 0),
  };
}
