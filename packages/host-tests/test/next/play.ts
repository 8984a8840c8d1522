import { type KeyedStore, MemorySessionStore, SessionManager, type SessionManagerOptions } from '@sess/core';
import type { Sessions } from '@sess/conformance';
import { serveNext } from '../hosts/next-host.js';
import type { Stage } from '../hosts/next-stage.js';
import { Browser } from './browser.js';

/** What a test of the Next.js application works with. */
export interface Play {
  readonly browser: Browser;
  readonly sessions: Sessions;
  /** The verbs that were called on the store. */
  readonly calls: string[];
  /** The reasons of `unsaved` events. */
  readonly unsaved: string[];
  /** The clock of the manager and its store. */
  readonly time: { now: number };
  /** Makes every call of the store fail. */
  down: boolean;
}

type Options = Partial<SessionManagerOptions<Record<string, unknown>, 'remembered'>>;

/** Serves the application with the functions of a test, which `act` and the others may change meanwhile. */
export async function play(
  stage: Omit<Stage, 'sessions'>,
  test: (play: Play, stage: { -readonly [Part in keyof Stage]: Stage[Part] }) => Promise<void>,
  options: Options = {},
): Promise<void> {
  const time = { now: Date.now() };
  const calls: string[] = [];
  const store = new MemorySessionStore({ clock: () => time.now });
  const sessions: Sessions = new SessionManager<Record<string, unknown>, 'remembered'>({
    store: watched(store, calls, () => scene.down),
    lifetimes: { remembered: { idle: { days: 60 }, absolute: { days: 365 } } },
    clock: () => time.now,
    ...options,
  });
  const unsaved: string[] = [];
  sessions.on('unsaved', ({ reason }) => unsaved.push(reason));
  const all = { ...stage, sessions };
  const site = await serveNext(all);
  const scene: Play = { browser: new Browser(site), sessions, calls, unsaved, time, down: false };
  try {
    await test(scene, all);
  } finally {
    await site.close();
  }
}

function watched(store: KeyedStore, calls: string[], isDown: () => boolean): KeyedStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        calls.push(String(name));
        if (isDown()) throw new Error('The backend is down.');
        return (await Reflect.apply(value, target, args)) as unknown;
      };
    },
  });
}
