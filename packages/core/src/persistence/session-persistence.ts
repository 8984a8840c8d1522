import type { SessionId } from '../contract/session-id.js';
import type { CookiePolicy } from '../cookie/cookie-policy.js';
import type { SetCookie } from '../cookie/set-cookie.js';
import type { CookieChange } from '../session/response-state.js';
import type { Found } from '../session/base.js';
import type { SessionState, StoredState } from '../session/session-state.js';
import type { Loaded } from './read-record.js';

/** The cookies of one request, and how they are set. */
export interface CookieSituation {
  readonly cookieHeader: string | undefined;
  readonly cookies: CookiePolicy;
  /** Whether the request came by HTTPS. */
  readonly secure: boolean;
}

/** Finds, stores and ends the session of one request. Each kind of store has its own. */
export interface SessionPersistence {
  /** Finds the session that the cookies identify, usually with one call of the store. */
  find(): Found | Promise<Found>;
  /** Finds what the store has now of the session that the request had. */
  findAgain(state: SessionState): Promise<Found>;
  /**
   * Finds what has become of the session that was found under that id, after a `regenerate` its successor. Reports no
   * key as rejected, because no request has come with one.
   */
  findLater(id: SessionId): Promise<Loaded>;
  /** Requests a new key where the cookie must be replaced, and returns what the commit has to do. */
  prepareCommit(state: StoredState): 'changes' | 'renewal' | undefined;
  /** Stores the changes. Afterwards they are stored, or the request was interrupted, or it rejects. */
  store(state: SessionState): Promise<void>;
  /** Stores a later deadline and no change. Failures are reported by the `unsaved` event and never thrown. */
  renew(state: StoredState): Promise<void>;
  /**
   * Ends the session of the request, and every session that one of our cookies in it identifies, superseded or not.
   * Returns whether this request has ended one: `false` where others have, or may have, so that the cookie is left
   * alone.
   *
   * @throws {@link AmbiguousCookieError} when it cannot tell
   */
  end(state: SessionState): Promise<boolean>;
  /** Returns the cookies by which the browser learns of the change. */
  cookiesFor(change: CookieChange, state: SessionState): readonly SetCookie[];
}
