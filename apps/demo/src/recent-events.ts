import type { SessionEventName, SessionEvents } from '@sess/core';
import type { ShopSessions } from './shop-sessions.js';

export interface RecentEvent {
  readonly at: number;
  readonly name: SessionEventName;
  /** Made to be shown: events carry no secret. */
  readonly about: string;
}

const most = 12;

const abouts: { readonly [Name in SessionEventName]: (event: SessionEvents[Name]) => string } = {
  created: ({ id }) => `session ${shortId(id)}`,
  saved: ({ id }) => `session ${shortId(id)}`,
  conflict: ({ id, key }) => `session ${shortId(id)}: of two changes of “${key}” the later one stays`,
  interrupted: ({ id }) => `session ${shortId(id)} ended during a request, whose changes are dropped`,
  'rejected-key': ({ reason }) => `a cookie that opens nothing: ${reason}`,
  destroyed: ({ id }) => `session ${shortId(id)}`,
  unsaved: ({ reason }) => `changes are dropped: ${reason}`,
  'foreign-not-ended': ({ id }) => `session ${shortId(id)} was taken over, and could not be ended where it came from`,
  corrupt: ({ id }) => `session ${shortId(id)} cannot be read`,
  insecure: ({ setting }) => `a proxy speaks of HTTPS, and nobody trusts it: see ${setting}`,
};

/** The newest events of the sessions, newest first. */
export class RecentEvents {
  readonly #events: RecentEvent[] = [];

  constructor(sessions: ShopSessions) {
    for (const name of Object.keys(abouts) as SessionEventName[]) this.#follow(sessions, name);
  }

  get newest(): readonly RecentEvent[] {
    return this.#events;
  }

  #follow<Name extends SessionEventName>(sessions: ShopSessions, name: Name): void {
    sessions.on(name, (event) => {
      this.#events.unshift({ at: Date.now(), name, about: abouts[name](event) });
      this.#events.length = Math.min(this.#events.length, most);
    });
  }
}

/** Enough of an id to tell sessions apart. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}
