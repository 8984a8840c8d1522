import { type KeyedStore, MemorySessionStore, StoreError } from '@sess/core';
import { afterEach, beforeEach, vi } from 'vitest';
import { expressStore, type ExpressStoreOptions } from '../../src/store/express-store.js';
import type { ManagerStore } from '../../src/store/manager-store.js';
import type { PlainSession } from '../../src/store/plain-session.js';

export const hour = 3_600_000;
export const cookie = { originalMaxAge: hour, path: '/', httpOnly: true };

type Loaded = PlainSession & Record<string, unknown>;

/** The time of the store, and of the cookies. */
export const time = {
  get now(): number {
    return Date.now();
  },
  set now(instant: number) {
    vi.setSystemTime(instant);
  },
};

/** Stops the clock in each test of the file. */
export function stopClock(): void {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 }));
  afterEach(() => void vi.useRealTimers());
}

export interface StoreSetUp {
  readonly store: ManagerStore;
  readonly calls: string[];
  readonly memory: MemorySessionStore;
  /** Makes every later call fail. */
  fail(): void;
  /** Begins a request with that session, as the middleware does. */
  request(sid: string): Promise<Loaded>;
  data(sid: string): Promise<Record<string, unknown> | undefined>;
}

export function setUpStore(options: ExpressStoreOptions = {}): StoreSetUp {
  const memory = new MemorySessionStore();
  const calls: string[] = [];
  let isDown = false;
  const observed = new Proxy(memory, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]): unknown => {
        calls.push(String(name));
        if (isDown) return Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
        return Reflect.apply(value, target, given);
      };
    },
  }) as KeyedStore;
  const store = expressStore(observed, options);
  return {
    store,
    calls,
    memory,
    fail: () => void (isDown = true),
    request: async (sid) =>
      store.createSession({ sessionID: sid, sessionStore: store }, (await store.get(sid))!) as Loaded,
    async data(sid) {
      const session = await store.get(sid);
      if (!session) return undefined;
      const { cookie: _, ...data } = session;
      return data;
    },
  };
}
