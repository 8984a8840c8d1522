import { beforeEach, describe, expect, it } from 'vitest';
import { CookieJar, visit } from '../../test/visits.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import type { ReadonlySession } from './readonly-session.js';
import type { Session } from './session.js';
import { SessionManager } from '../manager/session-manager.js';

interface Shop {
  visits: number;
  cart: Record<string, { sku: string; qty: number }>;
  tags: string[];
  note?: string;
}

const start = 1_800_000_000_000;

let now: number;
let jar: CookieJar;
let sessions: SessionManager<Shop, 'short'>;

beforeEach(() => {
  now = start;
  jar = new CookieJar();
  const clock = (): number => now;
  sessions = new SessionManager<Shop, 'short'>({
    store: new MemorySessionStore({ clock }),
    clock,
    lifetimes: { short: { idle: { minutes: 10 }, absolute: { hours: 1 } } },
  });
});

const run = (handler: (session: Session<Shop, 'short'>) => unknown, options?: Parameters<typeof visit>[3]) =>
  visit(sessions, jar, handler, options);

async function look<Result>(see: (session: ReadonlySession<Shop>) => Result): Promise<Result> {
  return see(await sessions.read(jar.header));
}

describe('save, reload and destroy', () => {
  it('save stores now, and stands when the answer is a server error', async () => {
    await run(
      async (session) => {
        session.set('visits', 1);
        await session.save();
        session.set('visits', 2);
      },
      { status: 500 },
    );
    expect(await look((session) => session.get('visits'))).toBe(1);
  });

  it('changes made while a save is under way are stored by the next', async () => {
    await run((session) => session.set('visits', 1));
    await run(async (session) => {
      session.set('visits', 2);
      const saving = session.save();
      session.set('note', 'later');
      await saving;
    });
    expect(await look((session) => session.toObject())).toEqual({ visits: 2, note: 'later' });
  });

  it('reload drops pending changes and sees what others stored', async () => {
    await run((session) => session.set('visits', 1));
    await run(async (session) => {
      session.set('visits', 50);
      await run((other) => other.set('visits', 2));
      await session.reload();
      expect(session.get('visits')).toBe(2);
    });
    expect(await look((session) => session.get('visits'))).toBe(2);
  });

  it('destroy ends the session and the cookie at once; what is written then has a new key', async () => {
    await run((session) => session.set('visits', 1));
    const old = jar.header!;
    const { cookies } = await run(async (session) => {
      await session.destroy();
      expect(session.isNew && session.isEmpty).toBe(true);
    });
    expect(cookies).toEqual([expect.objectContaining({ value: '', maxAgeSeconds: 0, path: '/', secure: true })]);
    expect((await sessions.read(old)).isNew).toBe(true);

    await run((session) => session.set('visits', 1));
    await run(async (session) => {
      await session.destroy();
      session.set('note', 'after');
    });
    expect(await look((session) => session.toObject())).toEqual({ note: 'after' });
  });
});

describe('after the headers went out', () => {
  it('key changes and first writes throw; other changes are stored by the last commit', async () => {
    await run((session) => session.set('visits', 1));
    const { session, commit } = await sessions.open(jar.header);
    await commit({ status: 200 });
    expect(() => session.signIn('alice')).toThrow(/headers have been sent/);
    expect(() => session.regenerate()).toThrow(/headers have been sent/);
    session.set('visits', 2);
    await commit({ status: 200, headersSent: true });
    expect(await look((read) => read.get('visits'))).toBe(2);

    const guest = await sessions.open(undefined);
    await guest.commit({ status: 200 });
    expect(() => guest.session.set('visits', 1)).toThrow(/headers have been sent/);
    expect(() => guest.session.start()).toThrow(/headers have been sent/);
  });
});
