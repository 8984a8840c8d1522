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

async function readStored<Result>(select: (session: ReadonlySession<Shop>) => Result): Promise<Result> {
  return select(await sessions.read(jar.header));
}

describe('save, reload and destroy', () => {
  it('save stores the changes so far, even if the response is a server error', async () => {
    await run(
      async (session) => {
        session.set('visits', 1);
        await session.save();
        session.set('visits', 2);
      },
      { status: 500 },
    );
    expect(await readStored((session) => session.get('visits'))).toBe(1);
  });

  it('changes made during a save are stored by the next commit', async () => {
    await run((session) => session.set('visits', 1));
    await run(async (session) => {
      session.set('visits', 2);
      const saving = session.save();
      session.set('note', 'later');
      await saving;
    });
    expect(await readStored((session) => session.toObject())).toEqual({ visits: 2, note: 'later' });
  });

  it('reload drops pending changes and reads what others stored', async () => {
    await run((session) => session.set('visits', 1));
    await run(async (session) => {
      session.set('visits', 50);
      await run((other) => other.set('visits', 2));
      await session.reload();
      expect(session.get('visits')).toBe(2);
    });
    expect(await readStored((session) => session.get('visits'))).toBe(2);
  });

  it('destroy ends the session and removes the cookie; later writes create a session with a new key', async () => {
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
    expect(await readStored((session) => session.toObject())).toEqual({ note: 'after' });
  });
});

describe('after the headers were sent', () => {
  it('key changes and first writes throw; other changes are stored by the last commit', async () => {
    await run((session) => session.set('visits', 1));
    const { session, commit } = await sessions.open(jar.header);
    await commit({ status: 200 });
    expect(() => session.signIn('alice')).toThrow(/headers have been sent/);
    expect(() => session.regenerate()).toThrow(/headers have been sent/);
    session.set('visits', 2);
    await commit({ status: 200, headersSent: true });
    expect(await readStored((read) => read.get('visits'))).toBe(2);

    const guest = await sessions.open(undefined);
    await guest.commit({ status: 200 });
    expect(() => guest.session.set('visits', 1)).toThrow(/headers have been sent/);
    expect(() => guest.session.start()).toThrow(/headers have been sent/);
  });
});
