import { html, type HtmlValue } from '../html.js';
import type { RecentEvent } from '../recent-events.js';
import type { RecordSummary, StoreContents } from '../stores/open-store.js';
import type { Page } from './layout.js';
import { countdown } from './session-clock.js';
import { figures, sizeText, storeCards } from './store-cards.js';

export interface StoreView {
  readonly place: string;
  /** Absent if nothing is kept on the server. */
  readonly contents: StoreContents | undefined;
  /** How many bytes of cookies the browser sent. */
  readonly sentBytes: number;
  /** The id of the visitor's session. */
  readonly ownId: string | undefined;
  readonly maxPayloadBytes: number;
  readonly events: readonly RecentEvent[];
}

export function storePage(view: StoreView): Page {
  return {
    title: 'The store',
    path: '/store',
    main: html`<h1>What is in the store</h1>
      ${view.contents ? onTheServer(view, view.contents) : inCookies(view)} ${storeCards(view.events)}`,
  };
}

function onTheServer(
  { place, ownId, maxPayloadBytes }: StoreView,
  { count, bytes, records }: StoreContents,
): HtmlValue {
  const empty = html`<p class="hint">Nothing yet. Put something in your cart.</p>`;
  return html`<p class="lead">
      Sessions live in ${place}. It knows each by its id, a digest of the key in the browser’s cookie. So nobody who
      reads or steals this table can sign in with it.
    </p>
    ${figures({ Sessions: count, Bytes: bytes, 'Largest allowed': maxPayloadBytes })}
    ${records.length === 0 ? empty : table(records, ownId)}
    <p class="hint">
      A guest that ends within a minute may be a tombstone. A change of key, for example by a sign-in, leaves one under
      the old id, so that the old key opens nothing.
    </p>
    ${records.length < count && html`<p class="hint">The newest ${records.length} are shown.</p>`}`;
}

function inCookies({ place, sentBytes, maxPayloadBytes }: StoreView): HtmlValue {
  return html`<p class="lead">
      Nothing. Sessions live in ${place}: your browser sends yours with each request, and only this shop can read or
      change its content.
    </p>
    ${figures({ 'Sessions here': 0, 'Bytes your browser sent': sentBytes, 'Largest allowed': maxPayloadBytes })}
    <p class="hint">
      A sign-out removes the cookie from your browser, but a copy of it stays valid. To end copies too, the shop would
      have to store at least the sign-outs.
    </p>`;
}

function table(records: readonly RecordSummary[], ownId: string | undefined): HtmlValue {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Stored sessions">
    <table>
      <thead>
        <tr>
          <th scope="col">Id</th>
          <th scope="col">Owner</th>
          <th scope="col">Device</th>
          <th scope="col" class="number">Bytes</th>
          <th scope="col">Ends in</th>
        </tr>
      </thead>
      <tbody>
        ${records.map((record) => row(record, record.id === ownId))}
      </tbody>
    </table>
  </div>`;
}

function row({ id, owner, device, bytes, expiresAt }: RecordSummary, isOwn: boolean): HtmlValue {
  return html`<tr${isOwn && html` class="own"`}>
    <td><code title="${id}">${id.slice(0, 16)}…</code> ${isOwn && html`<span class="badge">yours</span>`}</td>
    <td>${owner ?? html`<span class="hint">guest</span>`}</td>
    <td>${device ?? html`<span class="hint">–</span>`}</td>
    <td class="number">${sizeText(bytes)}</td>
    <td>${countdown(expiresAt)}</td>
  </tr>`;
}
