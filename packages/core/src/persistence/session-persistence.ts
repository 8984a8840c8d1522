import type { CookiePolicy } from '../cookie/cookie-policy.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import type { Base } from '../session/base.js';
import type { SessionState, Superseded } from '../session/session-state.js';

/** The cookies of one request, and how they are set. */
export interface CookieSituation {
  readonly cookieHeader: string | undefined;
  readonly cookies: CookiePolicy;
  /** Whether the request came by HTTPS. */
  readonly secure: boolean;
}

/** What the cookies of a request, or what it had loaded, open now. */
export interface Found {
  readonly base?: Base;
  /** The key that came opens nothing any more. */
  readonly superseded?: Superseded;
}

/** How the session of one request is found, stored and ended: what the kinds of store do differently. */
export interface SessionPersistence {
  /** Whether the cookie holds the record itself, so that no change can be stored without setting one. */
  readonly isSealed: boolean;
  /** Finds the session that the cookies name, by at most one call of the store. */
  find(): Found | Promise<Found>;
  /** Finds what stands there now of the session that the request has. */
  findAgain(state: SessionState): Promise<Found>;
  /** What has to be done at the commit for a session that is there. */
  due(state: SessionState, renews: boolean): 'changes' | 'renewal' | undefined;
  /** Stores what changed: stored, interrupted or an error. */
  store(state: SessionState, renews: boolean): Promise<void>;
  /** Stores no change, but a later deadline. Its failure is said by an event, and is nobody's error. */
  renew(state: SessionState, renews: boolean): Promise<void>;
  /**
   * Ends, now, the session that the request has, and each that a cookie of ours opens which came with it, superseded or not: a
   * sign-out ends what can be proven ours. Returns whether this request has ended one:
   * `false` where others have, or may have, because then the browser is told nothing.
   *
   * @throws {@link AmbiguousCookieError} when it cannot tell
   */
  end(state: SessionState): Promise<boolean>;
  /** What the browser is told of it: the session's cookie is set, or removed. */
  cookiesFor(state: SessionState, told: NonNullable<SessionState['cookie']>): readonly SetCookie[];
}
