import type { SessionId } from '../contract/session-id.js';

/** The events of a manager, with what their listeners get. None contains a secret. */
export interface SessionEvents {
  /** A session was stored for the first time. */
  created: { readonly id: SessionId };
  /** Changes of a session were stored. */
  saved: { readonly id: SessionId };
  /** Two requests changed one data key, and `onConflict` has decided. */
  conflict: { readonly id: SessionId; readonly key: string };
  /** The session ended during a request, and the request's changes were not stored. */
  interrupted: { readonly id: SessionId };
  /** A cookie was sent that is not valid. A few are normal; very many mean that keys are being guessed. */
  'rejected-key': {
    /**
     * - `malformed`, `unknown`: it is not one of our keys, or its session has ended;
     * - `superseded`: the key was changed;
     * - `duplicate`: several cookies of one name came. If exactly one of them is valid, it is used; else the visit is
     *   anonymous;
     * - `other-scheme`: a cookie came under its name for http and the request counts as HTTPS, or the other way round.
     *
     * The last two mean that a setting is wrong. Without a listener, the process emits one warning for each, with the
     * codes `SESS_DUPLICATE_COOKIE` and `SESS_OTHER_SCHEME`.
     */
    readonly reason: 'malformed' | 'duplicate' | 'unknown' | 'superseded' | 'other-scheme';
    /** The cookie's name, with the last two reasons. */
    readonly cookie?: string;
  };
  /**
   * A session was ended by `destroy`, by `revoke`, or because it was emptied. Emitted twice if a reply was lost and
   * two requests ended it.
   */
  destroyed: { readonly id: SessionId };
  /**
   * `revokeOwner` has ended all sessions of an owner except those in `except`. There is no `destroyed` event for each
   * of them, because the store removes them without listing them.
   */
  'owner-revoked': { readonly owner: string; readonly except: readonly SessionId[] };
  /**
   * A stored session got a new key, and so another id:
   *
   * - `regenerate`: it is the same session, and who worked with it goes on with its successor;
   * - `sign-in`: the session under the former key has ended. By `signIn` or `replace`.
   */
  'key-changed': { readonly from: SessionId; readonly to: SessionId; readonly by: 'regenerate' | 'sign-in' };
  /**
   * Something was not stored:
   *
   * - `server-error`: changes, because the response was a server error;
   * - `failed`: changes, because storing them failed. For changes after the end of the response, this event is the
   *   only report;
   * - `detached`: changes that were made after one of these two, or to a session that has ended. Emitted once;
   * - `renewal-failed`: a renewal. The session keeps its former deadline.
   */
  unsaved: {
    readonly id: SessionId | undefined;
    readonly reason: 'server-error' | 'failed' | 'detached' | 'renewal-failed';
    readonly error?: unknown;
    /**
     * The request of the session: what its middleware got, such as Hono's `c`, whatever `sessions.get` was given. Not
     * enumerable, because it carries the cookie, which must not be logged with the event. Absent outside a request.
     */
    readonly request?: object;
  };
  /**
   * A session of another framework was adopted or signed out here, but could not be ended there. Its cookie is not
   * valid here.
   */
  'foreign-not-ended': { readonly id: SessionId; readonly error: unknown };
  /** A stored session could not be read. The record stays as it is. */
  corrupt: { readonly id: SessionId; readonly error: unknown };
  /**
   * A header says that the browser came by HTTPS, but nothing says that the header can be trusted, so cookies are
   * sent without `Secure`. Without a listener, the process emits one warning with the code `SESS_INSECURE`.
   */
  insecure: { readonly setting: string };
}

/** The names of the events. */
export type SessionEventName = keyof SessionEvents;

/** Called synchronously. It must not throw. */
export type SessionListener<Name extends SessionEventName> = (event: SessionEvents[Name]) => void;
