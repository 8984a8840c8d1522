import { publish, reportError } from '#platform';
import { SessionError } from '../contract/errors.js';
import type { SessionId } from '../session-key.js';

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
  'rejected-key': { readonly reason: 'malformed' | 'duplicate' | 'unknown' | 'superseded' };
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
  /** A proxy says that the browser came by HTTPS, and nothing says that it may be trusted, so cookies go out without `Secure`. */
  insecure: { readonly setting: string };
}

/** What can be listened to. */
export type SessionEventName = keyof SessionEvents;

const eventNames: Readonly<Record<SessionEventName, true>> = {
  created: true,
  saved: true,
  conflict: true,
  interrupted: true,
  'rejected-key': true,
  destroyed: true,
  unsaved: true,
  corrupt: true,
  'foreign-not-ended': true,
  insecure: true,
};

/** Is called at once, and must not throw. */
export type SessionListener<Name extends SessionEventName> = (event: SessionEvents[Name]) => void;

/** Tells listeners and, on Node, the diagnostics channel `sess:<event>`. */
export class EventHub {
  readonly #shownId: (id: SessionId) => SessionId;
  readonly #listeners = new Map<SessionEventName, Set<(event: never) => void>>();

  /** @param shownId - What may be said of a stored id. */
  constructor(shownId: (id: SessionId) => SessionId) {
    this.#shownId = shownId;
  }

  /**
   * Answers with the function that takes the listener off again.
   *
   * @throws {@link SessionError} `INVALID_ARGUMENT` for an event that there is not, which would never be heard of.
   */
  on<Name extends SessionEventName>(name: Name, listener: SessionListener<Name>): () => void {
    if (!Object.hasOwn(eventNames, name)) {
      const known = Object.keys(eventNames).join(', ');
      throw new SessionError('INVALID_ARGUMENT', `on: there is no event "${name}". There are ${known}.`);
    }
    if (typeof listener !== 'function')
      throw new SessionError('INVALID_ARGUMENT', `on("${name}"): the listener must be a function.`);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** @param request - What the event says of itself as its `request`. */
  emit<Name extends SessionEventName>(name: Name, happened: SessionEvents[Name], request?: object): void {
    const event = 'id' in happened && happened.id ? { ...happened, id: this.#shownId(happened.id) } : happened;
    // Not enumerable: whoever logs the event would log the request's cookies.
    if (request) Object.defineProperty(event, 'request', { value: request });
    publish(`sess:${name}`, event);
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        (listener as SessionListener<Name>)(event);
      } catch (error) {
        // The write that is being reported stands: a broken listener must not turn it into a failed request.
        reportError(error);
      }
    }
  }
}
