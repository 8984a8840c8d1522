import { html } from '../html.js';
import type { RecentEvent } from '../recent-events.js';
import type { Page } from './layout.js';
import { figures, storeCards } from './store-cards.js';

export interface CookieView {
  readonly place: string;
  /** Bytes that the visitor's browser sent as cookies. */
  readonly sentBytes: number;
  readonly maxPayloadBytes: number;
  readonly events: readonly RecentEvent[];
}

/** Where nothing is kept on the server, there is nothing to list but what the visitor brought. */
export function cookiePage({ place, sentBytes, maxPayloadBytes, events }: CookieView): Page {
  return {
    title: 'The store',
    path: '/store',
    main: html`<h1>What is in the store</h1>
      <p class="lead">
        Nothing. Sessions live in ${place}: your browser brings yours along with each request, and only this shop can
        read or change what is inside.
      </p>
      ${figures({ 'Sessions here': 0, 'Bytes your browser sent': sentBytes, 'Largest allowed': maxPayloadBytes })}
      <p class="hint">
        A sign-out takes the cookie from your browser. It does not call back a copy: that takes a store that keeps
        something, at least the sign-outs.
      </p>
      ${storeCards(events)}`,
  };
}
