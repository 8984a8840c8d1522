import type { SessionManagerOptions } from '../src/manager/manager-options.js';
import { MemorySessionStore } from '../src/memory/memory-session-store.js';
import type { SessionEventName } from '../src/events/session-events.js';
import { SessionManager } from '../src/manager/session-manager.js';
import { CookieJar } from './visits.js';

export type Shop = { visits: number; name: string; tags: string[]; cart: Record<string, number> };
export type Options = Partial<SessionManagerOptions<Shop>>;

export const day = 86_400_000;

/**
 * A manager with a store in memory, a clock that the test moves, an empty cookie jar, and all events of the manager.
 */
export function setUp(options: Options = {}) {
  const time = { now: 1_800_000_000_000 };
  const clock = (): number => time.now;
  const store = new MemorySessionStore({ clock });
  const sessions = new SessionManager<Shop>({ store, clock, ...options });
  const events: [string, object][] = [];
  const names: SessionEventName[] = [
    'created',
    'saved',
    'conflict',
    'interrupted',
    'rejected-key',
    'destroyed',
    'unsaved',
    'insecure',
    'corrupt',
    'foreign-not-ended',
  ];
  for (const name of names) sessions.on(name, (event) => events.push([name, event]));
  return { time, store, sessions, jar: new CookieJar(), events };
}
