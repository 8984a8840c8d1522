import type { SessionManagerOptions } from '../../src/manager/manager-options.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import type { Shop } from '../set-up.js';
import { CookieJar } from '../visits.js';
import { atRest, type Hook, hooked, type Kind } from './hooked-store.js';

const plain: Kind = { tellsVersion: true, touches: true };

/**
 * One store with two managers, as in two processes: the calls of `slow` go through a hook that a test can set, those of
 * `other` do not.
 */
export function twoProcesses(options: Partial<SessionManagerOptions<Shop>> = {}, kind = plain) {
  const time = { now: 1_800_000_000_000 };
  const clock = (): number => time.now;
  const store = new MemorySessionStore({ clock });
  const line: { hook: Hook } = { hook: (call) => call.apply() };
  const common = { clock, ...options };
  const slow = new SessionManager<Shop>({ ...common, store: hooked(store, kind, (call) => line.hook(call)) });
  const other = new SessionManager<Shop>({ ...common, store });
  return { time, store, line, slow, other, jar: new CookieJar(), atRest: () => atRest(store, time.now) };
}
