import type { Account } from '../accounts.js';
import { type Html, html, type HtmlValue } from '../html.js';
import { type SessionClock, sessionStrip } from './session-clock.js';

/** The data of the visitor that every page shows. */
export interface Visitor {
  readonly account: Account | undefined;
  readonly items: number;
  /** A message that is shown once. */
  readonly notice: string | undefined;
  readonly clock: SessionClock | undefined;
}

export interface Page {
  readonly title: string;
  /** The path of the link that is marked as current. */
  readonly path?: string;
  readonly main: HtmlValue;
}

const styles = ['base', 'frame', 'shop', 'account', 'store'];

const anonymous: Visitor = { account: undefined, items: 0, notice: undefined, clock: undefined };

/** Returns a whole page. Without a visitor, as on error pages, it shows nothing of the session. */
export function layout({ title, path, main }: Page, visitor?: Visitor): Html {
  const { account, items, notice, clock } = visitor ?? anonymous;
  const link = (href: string, text: HtmlValue) =>
    html`<a href="${href}" ${path === href && html`aria-current="page"`}>${text}</a>`;
  return html`<!doctype html>
    <html lang="en" data-now="${Date.now()}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Kettle &amp; Cup</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        ${styles.map((name) => html`<link rel="stylesheet" href="/styles/${name}.css" />`)}
        <script type="module" src="/countdown.js"></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28" /> Kettle &amp; Cup</a>
          <nav aria-label="Shop">
            ${link('/', 'Shop')} ${link('/devices', 'My devices')} ${link('/store', 'The store')}
          </nav>
          <div class="who">
            ${visitor && html`<a class="cart-link" href="/#cart">Cart <span class="count">${items}</span></a>`}
            ${visitor && accountCorner(account, path)}
          </div>
        </header>
        <main id="main" tabindex="-1">
          ${notice && html`<p class="notice" role="status">${notice}</p>`}
          ${
            clock &&
            html`<p class="notice ended" role="alert" id="session-ended" data-at="${clock.expiresAt}" hidden>
              Your session has ended. <a href="/">Continue with a new one</a>
            </p>`
          }
          ${main}
        </main>
        ${visitor && sessionStrip(clock)}
      </body>
    </html> `;
}

function accountCorner(account: Account | undefined, path: string | undefined): HtmlValue {
  if (!account) return path !== '/sign-in' && html`<a class="button quiet" href="/sign-in">Sign in</a>`;
  return html`<span class="name">${account.name}</span>
    <form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>`;
}
