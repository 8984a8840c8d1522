import { MemorySessionStore, SessionManager, type SessionManagerOptions } from '@sess/core';
import type { Sessions } from '@sess/conformance';
import { serveNext } from '../hosts/next-host.js';
import type { Stage, Tools } from '../hosts/next-stage.js';
import { watchedStore } from '../outage.js';
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
    store: watchedStore(store, calls, () => scene.down),
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

/** Renders who is signed in, and what is in the cart. */
export async function show({ read }: Tools): Promise<string> {
  const session = await read();
  return `${session.owner ?? 'guest'} ${(session.get('cart') as string | undefined) ?? 'empty'}`;
}

export function signIn({ mutate }: Tools): Promise<void> {
  return mutate((session) => session.signIn('alice'));
}
