import type { SessionId } from '../contract/session-id.js';

/** What the manager reports, with what a listener gets. No secret is in any of it. */
export interface SessionEvents {
  /** A session was stored for the first time. */
  created: { readonly id: SessionId };
  /** Changes of a session were stored. */
  saved: { readonly id: SessionId };
  /** Two requests changed one key of the data; `onConflict` has decided. */
  conflict: { readonly id: SessionId; readonly key: string };
  /** The session went away during a request, whose changes were not stored. */
  interrupted: { readonly id: SessionId };
  /** A cookie was sent that opens nothing. A few are normal; very many are somebody guessing. */
  'rejected-key': {
    /**
     * - `malformed`, `unknown`: it is no key of ours, or its session is over;
     * - `superseded`: the key was changed;
     * - `duplicate`: several cookies of one name came. The session is that of the only one which opens one, or a visitor's;
     * - `other-scheme`: a cookie came under the name that it has on http, and the request counts as HTTPS; or the other way round.
     *
     * The last two mean that a setting is wrong. Where nobody listens, the process is warned once of each, with the codes
     * `SESS_DUPLICATE_COOKIE` and `SESS_OTHER_SCHEME`.
     */
    readonly reason: 'malformed' | 'duplicate' | 'unknown' | 'superseded' | 'other-scheme';
    /** The cookie's name, with the last two reasons. */
    readonly cookie?: string;
  };
  /** A session was ended by `destroy`, by `revoke`, or because it was emptied. Told twice when an answer was lost and two ended it. */
  destroyed: { readonly id: SessionId };
  /**
   * Something was not stored:
   *
   * - `server-error`: changes, because the answer was a server error;
   * - `failed`: changes, because storing them failed. What changes after the answer has ended is heard of nowhere else;
   * - `detached`: changes that were made after one of these two, or to a session that went away. Said once;
   * - `renewal-failed`: a renewal, so that the session keeps its former deadline.
   */
  unsaved: {
    readonly id: SessionId | undefined;
    readonly reason: 'server-error' | 'failed' | 'detached' | 'renewal-failed';
    readonly error?: unknown;
    /**
     * The request that it belongs to, the very object that `sessions.get` was given. Not enumerable, because it carries the
     * cookie: what logs the event does not log it. Absent outside a request.
     */
    readonly request?: object;
  };
  /** A session of another framework was adopted or signed out here, and could not be ended there. Its cookie opens nothing here. */
  'foreign-not-ended': { readonly id: SessionId; readonly error: unknown };
  /** A stored session could not be read. The record is left as it is. */
  corrupt: { readonly id: SessionId; readonly error: unknown };
  /**
   * The browser came by HTTPS, as a header says, and nothing says that it may be trusted, so cookies go out without `Secure`. Where
   * nobody listens, the process is warned once, with the code `SESS_INSECURE`.
   */
  insecure: { readonly setting: string };
}

/** What can be listened to. */
export type SessionEventName = keyof SessionEvents;

/** Is called at once, and must not throw. */
export type SessionListener<Name extends SessionEventName> = (event: SessionEvents[Name]) => void;
