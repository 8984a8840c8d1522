import type { SessionEventName, SessionEvents } from '@sess/core';
import type { ShopSessions } from './shop-sessions.js';

export interface RecentEvent {
  readonly at: number;
  readonly name: SessionEventName;
  /** A text for the store page. Events contain no secret. */
  readonly about: string;
}

const maxEvents = 12;

const descriptions: { readonly [Name in SessionEventName]: (event: SessionEvents[Name]) => string } = {
  created: ({ id }) => `session ${shortId(id)}`,
  saved: ({ id }) => `session ${shortId(id)}`,
  conflict: ({ id, key }) => `session ${shortId(id)}: two requests changed “${key}”, and the later change was kept`,
  interrupted: ({ id }) => `session ${shortId(id)} ended during a request, whose changes were dropped`,
  'rejected-key': ({ reason }) => `a cookie was rejected: ${reason}`,
  destroyed: ({ id }) => `session ${shortId(id)}`,
  'owner-revoked': ({ owner }) => `the sessions of ${owner}`,
  'key-changed': ({ from, to }) => `session ${shortId(from)} is now ${shortId(to)}`,
  unsaved: ({ reason }) => `changes were dropped: ${reason}`,
  'foreign-not-ended': ({ id }) => `session ${shortId(id)} was adopted, but could not be ended in the other framework`,
  corrupt: ({ id }) => `session ${shortId(id)} cannot be read`,
  insecure: ({ setting }) => `a proxy reports HTTPS, but is not trusted: see ${setting}`,
};

/** Records the latest events of the sessions, the newest first. */
export class RecentEvents {
  readonly #events: RecentEvent[] = [];

  constructor(sessions: ShopSessions) {
    for (const name of Object.keys(descriptions) as SessionEventName[]) this.#record(sessions, name);
  }

  get newest(): readonly RecentEvent[] {
    return this.#events;
  }

  #record<Name extends SessionEventName>(sessions: ShopSessions, name: Name): void {
    sessions.on(name, (event) => {
      this.#events.unshift({ at: Date.now(), name, about: descriptions[name](event) });
      this.#events.length = Math.min(this.#events.length, maxEvents);
    });
  }
}

/** Returns enough of an id to tell sessions apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
