import { html, type HtmlValue } from '../html.js';
import type { RecentEvent } from '../recent-events.js';

const sizes = new Intl.NumberFormat('en');
export const sizeText = (size: number): string => sizes.format(size);

/** Numbers in large type. */
export function figures(counted: Readonly<Record<string, number>>): HtmlValue {
  return html`<dl class="figures">
    ${Object.entries(counted).map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${sizeText(value)}</dd>
        </div>`,
    )}
  </dl>`;
}

/** The latest events, and a button that makes the session too large. */
export function storeCards(events: readonly RecentEvent[]): HtmlValue {
  return html`<div class="halves">
    <section class="card" aria-labelledby="events">
      <h2 id="events">Just happened</h2>
      ${events.length === 0 && html`<p class="hint">Nothing since the shop started.</p>`}
      <ol class="events">
        ${events.map(eventLine)}
      </ol>
    </section>
    <section class="card" aria-labelledby="too-much">
      <h2 id="too-much">Too much of a good thing</h2>
      <p class="hint">
        A session that is too large is refused before anything is sent, and the stored one is unchanged.
      </p>
      <form method="post" action="/store/fill"><button class="quiet">Try to keep 10 MB</button></form>
    </section>
  </div>`;
}

function eventLine({ at, name, about }: RecentEvent): HtmlValue {
  const instant = new Date(at).toISOString();
  return html`<li>
    <time datetime="${instant}">${instant.slice(11, 19)}</time> <b>${name}</b> <span>${about}</span>
  </li>`;
}
