import { durationText } from '../../public/duration-text.js';
import { type Html, html, type HtmlValue } from '../html.js';
import { shortId } from '../recent-events.js';
import type { ShopSession } from '../shop-sessions.js';

/** When a session ends. */
export interface SessionClock {
  readonly id: string;
  /** If it is not used before. */
  readonly expiresAt: number;
  /** In any case. */
  readonly absoluteExpiresAt: number;
}

/** Returns `undefined` while nothing is stored. */
export function clockOf(session: ShopSession): SessionClock | undefined {
  const { id, expiresAt, absoluteExpiresAt } = session;
  if (session.isNew || id === undefined) return undefined;
  if (expiresAt === undefined || absoluteExpiresAt === undefined) return undefined;
  return { id, expiresAt, absoluteExpiresAt };
}

/** The time that is left, which a script keeps up to date. */
export function countdown(until: number): Html {
  const instant = new Date(until).toISOString();
  return html`<time datetime="${instant}" title="${instant}" data-until="${until}"
    >${durationText(until - Date.now())}</time
  >`;
}

/** The line at the foot of every page. */
export function sessionStrip(clock: SessionClock | undefined): Html {
  return html`<footer class="strip" aria-label="Your session">
    ${
      clock
        ? html`<span>Session <code>${shortId(clock.id)}</code></span>
            <span>ends in ${countdown(clock.expiresAt)} unless you come back</span>
            <span>and in ${countdown(clock.absoluteExpiresAt)} in any case</span>`
        : html`<span
            >You have no session yet: nothing is stored, and no cookie is set, until there is something to keep.</span
          >`
    }
  </footer>`;
}

/** Both timeouts in large type. */
export function sessionClocks(clock: SessionClock): HtmlValue {
  const left = (label: string, until: number, about: string) =>
    html`<div>
      <dt>${label}</dt>
      <dd class="big">${countdown(until)}</dd>
      <dd class="hint">${about}</dd>
    </div>`;
  return html`<dl class="clocks">
    ${left('Idle timeout', clock.expiresAt, 'Using the shop restarts this timeout.')}
    ${left('Absolute timeout', clock.absoluteExpiresAt, 'Nothing restarts this one.')}
  </dl>`;
}
