import { isWatched, publish, reportError, warn } from '#platform';
import { SessionError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';
import { warningOf } from './event-warnings.js';
import type { SessionEventName, SessionEvents, SessionListener } from './session-events.js';

const eventNames: Readonly<Record<SessionEventName, true>> = {
  created: true,
  saved: true,
  conflict: true,
  interrupted: true,
  'rejected-key': true,
  destroyed: true,
  'owner-revoked': true,
  'key-changed': true,
  unsaved: true,
  corrupt: true,
  'foreign-not-ended': true,
  insecure: true,
};

/** Sends events to listeners and, on Node, to the diagnostics channel `sess:<event>`. */
export class EventHub {
  readonly #shownId: (id: SessionId) => SessionId;
  readonly #listeners = new Map<SessionEventName, Set<(event: never) => void>>();
  /** The codes of the warnings that were emitted. */
  readonly #warned = new Set<string>();

  /** @param shownId - Returns the form of a stored id that may be shown. */
  constructor(shownId: (id: SessionId) => SessionId) {
    this.#shownId = shownId;
  }

  /**
   * Adds a listener. Returns the function that removes it.
   *
   * @throws {@link SessionError} `INVALID_ARGUMENT` for an unknown event, which would never be emitted
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

  /** @param request - Becomes the property `request` of the event. */
  emit<Name extends SessionEventName>(name: Name, happened: SessionEvents[Name], request?: object): void {
    const listeners = this.#listeners.get(name);
    const isPublished = isWatched(`sess:${name}`);
    // Returns early, because most events have no listener.
    if (!isPublished && !listeners?.size) return this.#warn(name, happened);
    const event = 'id' in happened && happened.id ? { ...happened, id: this.#shownId(happened.id) } : happened;
    // Not enumerable, because logging the event would log the request's cookies.
    if (request) Object.defineProperty(event, 'request', { value: request });
    if (isPublished) publish(`sess:${name}`, event);
    // A copy, because a listener that adds another one each time would loop for ever.
    const present = [...(listeners ?? [])];
    for (const listener of present) {
      if (!listeners?.has(listener)) continue;
      try {
        (listener as SessionListener<Name>)(event);
      } catch (error) {
        // The write that is reported was applied. A broken listener must not turn it into a failed request.
        reportError(error);
      }
    }
  }

  /** Warns once of a wrong setting whose event has no listener. */
  #warn<Name extends SessionEventName>(name: Name, event: SessionEvents[Name]): void {
    const warning = warningOf(name, event);
    if (!warning || this.#warned.has(warning.code)) return;
    this.#warned.add(warning.code);
    warn(warning.code, warning.text);
  }
}
