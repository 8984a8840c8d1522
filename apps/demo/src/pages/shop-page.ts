import type { CartView } from '../cart.js';
import { priceText, type Product, products } from '../catalogue.js';
import { html, type HtmlValue } from '../html.js';
import type { Page } from './layout.js';

export function shopPage(cart: CartView): Page {
  return {
    title: 'Shop',
    path: '/',
    main: html`<div class="shop">
      <section aria-labelledby="goods">
        <h1 id="goods">Good things for slow mornings</h1>
        <p class="lead">
          A small shop with one purpose: to show what its sessions do. Fill the cart in two tabs at the same time:
          nothing gets lost.
        </p>
        <ul class="products">
          ${products.map(productCard)}
        </ul>
      </section>
      ${cartPanel(cart)}
    </div>`,
  };
}

function productCard({ sku, name, about, priceInCents }: Product): HtmlValue {
  return html`<li class="product" id="${sku}">
    <div class="picture"><img src="/pictures/${sku}.svg" alt="" width="116" height="116" /></div>
    <h2>${name}</h2>
    <p>${about}</p>
    <div class="buy">
      <span class="price">${priceText(priceInCents)}</span>
      ${changeForm(sku, 1, html`<button>Add <span class="unseen">${name} </span>to cart</button>`, sku)}
    </div>
  </li>`;
}

function cartPanel({ lines, totalInCents }: CartView): HtmlValue {
  return html`<aside class="cart" id="cart" aria-labelledby="cart-title">
    <h2 id="cart-title">Your cart</h2>
    ${
      lines.length === 0
        ? html`<p class="hint">Still empty. What you add stays here when you sign in.</p>`
        : html`<ul>
              ${lines.map(({ product, quantity }) => cartLine(product, quantity))}
            </ul>
            <p class="total"><span>Total</span> <strong>${priceText(totalInCents)}</strong></p>
            <form method="post" action="/checkout"><button class="wide">Buy it all</button></form>`
    }
  </aside>`;
}

function cartLine({ sku, name, priceInCents }: Product, quantity: number): HtmlValue {
  const step = (change: number, sign: string, verb: string) =>
    changeForm(sku, change, html`<button class="step" aria-label="${verb} ${name}">${sign}</button>`, 'cart');
  return html`<li>
    <span class="what">${name}</span>
    <span class="price">${priceText(priceInCents * quantity)}</span>
    <span class="steps"
      >${step(-1, '−', 'One less:')} <span class="quantity">${quantity}</span> ${step(1, '+', 'One more:')}</span
    >
  </li>`;
}

/** @param back - The id of the part of the page to return to. */
function changeForm(sku: string, change: number, button: HtmlValue, back: string): HtmlValue {
  return html`<form method="post" action="/cart/${sku}">
    <input type="hidden" name="change" value="${change}" />
    <input type="hidden" name="back" value="${back}" />
    ${button}
  </form>`;
}
