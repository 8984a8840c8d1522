import { html } from '../html.js';
import type { RecentEvent } from '../recent-events.js';
import type { Page } from './layout.js';
import { figures, storeCards } from './store-cards.js';

export interface CookieView {
  readonly place: string;
  /** How many bytes of cookies the browser sent. */
  readonly sentBytes: number;
  readonly maxPayloadBytes: number;
  readonly events: readonly RecentEvent[];
}

/** The page for stores that keep nothing on the server, and so cannot list anything. */
export function cookiePage({ place, sentBytes, maxPayloadBytes, events }: CookieView): Page {
  return {
    title: 'The store',
    path: '/store',
    main: html`<h1>What is in the store</h1>
      <p class="lead">
        Nothing. Sessions live in ${place}: your browser sends yours with each request, and only this shop can read or
        change its content.
      </p>
      ${figures({ 'Sessions here': 0, 'Bytes your browser sent': sentBytes, 'Largest allowed': maxPayloadBytes })}
      <p class="hint">
        A sign-out removes the cookie from your browser, but a copy of it stays valid. To end copies too, the shop would
        have to store at least the sign-outs.
      </p>
      ${storeCards(events)}`,
  };
}
