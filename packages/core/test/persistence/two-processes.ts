import { StoreError } from '../../src/contract/errors.js';
import type { SessionManagerOptions } from '../../src/manager/manager-options.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import type { Shop } from '../set-up.js';
import { CookieJar } from '../visits.js';
import { storedRecords, type Hook, hooked, type Kind } from './hooked-store.js';

const plain: Kind = { returnsVersion: true, hasTouch: true };

/** The connection of a process to its store. A test sets the hook. */
export interface Line {
  hook: Hook;
}

/**
 * One store with two managers, as in two processes. The calls of `slow` go through the line, whose hook a test can set.
 * Those of `other` do not.
 */
export function twoProcesses(options: Partial<SessionManagerOptions<Shop>> = {}, kind = plain) {
  const time = { now: 1_800_000_000_000 };
  const clock = (): number => time.now;
  const store = new MemorySessionStore({ clock });
  const line: Line = { hook: (call) => call.apply() };
  const common = { clock, ...options };
  const slow = new SessionManager<Shop>({ ...common, store: hooked(store, kind, (call) => line.hook(call)) });
  const other = new SessionManager<Shop>({ ...common, store });
  return { time, store, line, slow, other, jar: new CookieJar(), storedRecords: () => storedRecords(store, time.now) };
}

/** Records the verbs of all calls from now on. */
export function recordVerbs(line: Line): string[] {
  const verbs: string[] = [];
  line.hook = (call) => {
    verbs.push(call.verb);
    return call.apply();
  };
  return verbs;
}

/** Refuses the calls of that verb from now on, before they are applied. */
export function refuse(line: Line, verb: string): void {
  line.hook = (call) =>
    call.verb === verb ? Promise.reject(new StoreError('refused', { outcome: 'not-applied' })) : call.apply();
}
