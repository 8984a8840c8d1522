import { html, type HtmlValue } from '../html.js';
import type { RecentEvent } from '../recent-events.js';
import type { RecordSummary, StoreContents } from '../stores/open-store.js';
import type { Page } from './layout.js';
import { countdown } from './session-clock.js';
import { figures, storeCards } from './store-cards.js';

const sizes = new Intl.NumberFormat('en');

export interface StoreView extends StoreContents {
  readonly place: string;
  /** The id of the visitor's session. */
  readonly ownId: string | undefined;
  readonly maxPayloadBytes: number;
  readonly events: readonly RecentEvent[];
}

export function storePage({ place, count, bytes, records, ownId, maxPayloadBytes, events }: StoreView): Page {
  return {
    title: 'The store',
    path: '/store',
    main: html`<h1>What is in the store</h1>
      <p class="lead">
        Sessions live in ${place}. It knows each by its id, a digest of the key in the browser’s cookie. So nobody who
        reads or steals this table can sign in with it.
      </p>
      ${figures({ Sessions: count, Bytes: bytes, 'Largest allowed': maxPayloadBytes })}
      ${records.length === 0 ? html`<p class="hint">Nothing yet. Put something in your cart.</p>` : table(records, ownId)}
      <p class="hint">
        A guest that ends within a minute may be a tombstone. A change of key, for example by a sign-in, leaves one
        under the old id, so that the old key opens nothing.
      </p>
      ${records.length < count && html`<p class="hint">The newest ${records.length} are shown.</p>`}
      ${storeCards(events)}`,
  };
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
    <td class="number">${sizes.format(bytes)}</td>
    <td>${countdown(expiresAt)}</td>
  </tr>`;
}
