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

const day = 86_400_000;
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

describe('the end of one session', () => {
  it('useLifetime gives the session a named lifetime, and a new cookie when its end changes', async () => {
    await run((session) => session.set('visits', 1));
    const before = jar.header;
    const { cookies } = await run((session) => session.useLifetime('short'));
    expect(cookies[0]).toMatchObject({ maxAgeSeconds: 3600 });
    expect(jar.header).not.toBe(before);
    now += 11 * 60_000;
    expect(await readStored((session) => session.isNew)).toBe(true);
  });

  it('expire({ after }) is renewed by use', async () => {
    await run((session) => {
      session.set('visits', 1);
      session.expire({ after: { minutes: 5 } });
    });
    for (let visits = 0; visits < 4; visits++) {
      now += 4 * 60_000;
      await run((session) => expect(session.isNew).toBe(false));
    }
    now += 5 * 60_000;
    expect(await readStored((session) => session.isNew)).toBe(true);
  });

  it('expire({ at }) is not renewed by use, and is the end of the cookie, too', async () => {
    const { cookies } = await run((session) => {
      session.set('visits', 1);
      session.expire({ at: new Date(now + 60_000) });
    });
    expect(cookies[0]).toMatchObject({ maxAgeSeconds: 60 });
    now += 59_999;
    await run((session) => expect(session.isNew).toBe(false));
    now += 1;
    expect(await readStored((session) => session.isNew)).toBe(true);
  });

  it('expire("browser-close") omits Max-Age and keeps the deadline, "default" restores Max-Age', async () => {
    const first = await run((session) => {
      session.set('visits', 1);
      session.expire('browser-close');
    });
    expect(first.cookies[0]).not.toHaveProperty('maxAgeSeconds');
    expect(await readStored((session) => session.expiresAt)).toBe(now + 14 * day);
    const second = await run((session) => session.expire('default'));
    expect(second.cookies[0]).toMatchObject({ maxAgeSeconds: (90 * day) / 1000 });
  });

  it('expire throws for an invalid end', async () => {
    await run((session) => {
      for (const end of [{ after: Infinity }, { at: Number.NaN }, { after: -1 }])
        expect(() => session.expire(end)).toThrow(/expire/);
    });
  });

  it("a session that may outlive its cookie gets a new cookie after half of the cookie's Max-Age", async () => {
    const clock = (): number => now;
    const long = new SessionManager<Shop>({
      store: new MemorySessionStore({ clock }),
      clock,
      idleTimeout: { days: 300 },
      absoluteTimeout: Infinity,
    });
    const first = await visit(long, jar, (session) => session.set('visits', 1));
    expect(first.cookies[0]).toMatchObject({ maxAgeSeconds: 400 * 86_400 });
    now += 199 * day;
    expect((await visit(long, jar, (session) => session.get('visits'))).cookies).toHaveLength(0);
    now += 2 * day;
    for (const quiet of [{ renew: false }, { method: 'HEAD' }])
      expect((await visit(long, jar, (session) => session.get('visits'), quiet)).cookies).toHaveLength(0);
    const streaming = await long.open(jar.header);
    expect(await streaming.commit({ status: 200, headersSent: true })).toMatchObject({ cookies: [] });
    expect((await visit(long, jar, (session) => session.get('visits'))).cookies).toHaveLength(1);
    await visit(long, jar, (session) => expect(session.get('visits')).toBe(1));
  });
});
