import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { CookieJar, visit } from '../test/visits.js';
import { MemorySessionStore } from './memory-session-store.js';
import type { ReadonlySession, Session } from './session.js';
import { SessionManager } from './session-manager.js';

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

async function look<Result>(see: (session: ReadonlySession<Shop>) => Result): Promise<Result> {
  return see(await sessions.read(jar.header));
}

describe('reading', () => {
  it('sees pending changes, in every form', async () => {
    await run((session) => {
      expect(session.accessed).toBe(false);
      session.set('visits', 1).set('tags', ['a']);
      expect(session.accessed && session.modified && session.isNew).toBe(true);
      expect(session.get('visits')).toBe(1);
      expect(session.has('tags') && !session.has('note')).toBe(true);
      expect(session.keys()).toEqual(['visits', 'tags']);
      expect(session.entries()).toEqual([['visits', 1], ['tags', ['a']]]);
      expect(session.toObject()).toEqual({ visits: 1, tags: ['a'] });
      expect(session.isEmpty).toBe(false);
    });
  });

  it('knows id, owner and the three instants of a stored session', async () => {
    await run((session) => {
      expect([session.id, session.createdAt, session.expiresAt, session.absoluteExpiresAt]).toEqual(Array(4).fill(undefined));
      session.signIn('alice');
    });
    now += 1000;
    const seen = await look(({ id, owner, createdAt, expiresAt, absoluteExpiresAt }) => ({ id, owner, createdAt, expiresAt, absoluteExpiresAt }));
    expect(seen).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{40}$/),
      owner: 'alice',
      createdAt: start,
      expiresAt: start + 14 * day,
      absoluteExpiresAt: start + 90 * day,
    });
  });

  it('has the types of the application', () => {
    expectTypeOf<Session<Shop>['get']>().toBeCallableWith('visits');
    // @ts-expect-error -- the value of "visits" is a number
    void ((session: Session<Shop>) => session.set('visits', 'three'));
    // @ts-expect-error -- no such key
    void ((session: Session<Shop>) => session.get('basket'));
    // @ts-expect-error -- what runs again on a newer value must not be asynchronous
    void ((session: Session<Shop>) => session.update('visits', 0, async (count) => count + 1));
    // @ts-expect-error -- no such lifetime
    void ((session: Session<Shop, 'short'>) => session.useLifetime('long'));
    // @ts-expect-error -- a session that was only read cannot be changed
    void ((session: ReadonlySession<Shop>) => session.set('visits', 1));
    // @ts-expect-error -- lifetimes are required when they are named
    void (() => new SessionManager<Shop, 'short'>({ store: new MemorySessionStore() }));
  });
});

describe('changing', () => {
  it('set, delete, pop and setDefault do what their names say', async () => {
    await run((session) => session.set('visits', 1).set('tags', ['a']));
    await run((session) => {
      expect(session.delete('note')).toBe(false);
      expect(session.delete('visits')).toBe(true);
      expect(session.pop('tags')).toEqual(['a']);
      expect(session.setDefault('visits', 5)).toBe(5);
      expect(session.setDefault('visits', 6)).toBe(5);
    });
    expect(await look((session) => session.toObject())).toEqual({ visits: 5 });
  });

  it('clear empties the data and leaves the owner', async () => {
    await run((session) => session.set('visits', 1).signIn('alice'));
    await run((session) => session.clear());
    expect(await look((session) => [session.owner, session.isEmpty])).toEqual(['alice', true]);
  });

  it('update hands out a draft, keeps it on undefined, and refuses a promise', async () => {
    await run((session) => {
      const initial = {};
      session.update('cart', initial, (cart) => {
        cart['hat'] = { sku: 'hat', qty: 1 };
      });
      expect(initial).toEqual({});
      const later = (async (count: number) => count + 1) as unknown as (count: number) => number;
      expect(() => session.update('visits', 0, later)).toThrow(/must not be asynchronous/);
    });
    expect(await look((session) => session.get('cart'))).toEqual({ hat: { sku: 'hat', qty: 1 } });
  });

  it('refuses what JSON would change: at set with the path, inside a value at the commit', async () => {
    await run((session) => {
      expect(() => session.set('tags', [new Date() as never])).toThrow(/tags.*\[0\]|tags\[0\]/);
      expect(() => session.set(3 as never, 1 as never)).toThrow(/strings/);
      session.set('cart', {});
    });
    const inside = run((session) => {
      session.get('cart')!['hat'] = undefined as never;
    });
    await expect(inside).rejects.toMatchObject({ code: 'SERIALIZE', path: expect.stringContaining('hat') });
  });

  it('an equal value, or the same keys in another order, is no change', async () => {
    await run((session) => session.set('cart', { a: { sku: 'a', qty: 1 }, b: { sku: 'b', qty: 2 } }));
    await run((session) => {
      session.set('cart', { b: { qty: 2, sku: 'b' }, a: { qty: 1, sku: 'a' } });
      expect(session.modified).toBe(false);
    });
  });
});

describe('flash', () => {
  it('is kept until it is taken once; peeking, HEAD and prefetches leave it', async () => {
    await run((session) => session.flash('notice', 'Saved'));
    await run((session) => expect(session.peekFlash('notice')).toBe('Saved'));
    await run((session) => expect(session.takeFlash('notice')).toBe('Saved'), { method: 'HEAD' });
    await run((session) => expect(session.takeFlash('notice')).toBe('Saved'), { prefetch: true });
    await run((session) => expect(session.takeFlash<string>('notice')).toBe('Saved'));
    await run((session) => expect(session.takeFlash('notice')).toBeUndefined());
    expect(jar.header).toBeUndefined();
  });
});

describe('start', () => {
  it('gives an anonymous visitor an id at once, and keeps the empty session', async () => {
    let id: string | undefined;
    await run((session) => {
      id = session.start();
      expect(session.id).toBe(id);
    });
    await run((session) => expect([session.id, session.isEmpty, session.isNew]).toEqual([id, true, false]));
  });
});

describe('sign-in', () => {
  it('keeps a guest\'s data, or exactly what keep names; another owner inherits nothing', async () => {
    await run((session) => session.set('visits', 1).set('tags', ['x']));
    await run((session) => session.signIn(7, { keep: ['tags'] }));
    expect(await look((session) => [session.owner, session.toObject()])).toEqual(['7', { tags: ['x'] }]);
    await run((session) => session.signIn('7'));
    expect(await look((session) => session.get('tags'))).toEqual(['x']);
    await run((session) => {
      session.flash('notice', 'for 7');
      session.signIn('eve');
      expect(session.keys()).toEqual([]);
    });
    expect(await look((session) => [session.owner, session.isEmpty])).toEqual(['eve', true]);
  });

  it('begins the absolute deadline anew; regenerate does not move it', async () => {
    await run((session) => session.set('visits', 1));
    now += 10 * day;
    await run((session) => session.regenerate());
    expect(await look((session) => session.absoluteExpiresAt)).toBe(start + 90 * day);
    await run((session) => session.signIn('alice'));
    expect(await look((session) => session.absoluteExpiresAt)).toBe(now + 90 * day);
  });

  it('refuses an empty owner and an unknown lifetime', async () => {
    await run((session) => {
      expect(() => session.signIn('')).toThrow(/must not be empty/);
      expect(() => session.signIn('a', { lifetime: 'long' as never })).toThrow(/no lifetime "long"/);
    });
  });
});

describe('the end of one session', () => {
  it('useLifetime puts it under a named lifetime, and sends a new cookie where its end moves', async () => {
    await run((session) => session.set('visits', 1));
    const before = jar.header;
    const { cookies } = await run((session) => session.useLifetime('short'));
    expect(cookies[0]).toMatchObject({ maxAgeSeconds: 3600 });
    expect(jar.header).not.toBe(before);
    now += 11 * 60_000;
    expect(await look((session) => session.isNew)).toBe(true);
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
    expect(await look((session) => session.isNew)).toBe(true);
  });

  it('expire({ at }) is not, and the cookie ends with it', async () => {
    const { cookies } = await run((session) => {
      session.set('visits', 1);
      session.expire({ at: new Date(now + 60_000) });
    });
    expect(cookies[0]).toMatchObject({ maxAgeSeconds: 60 });
    now += 59_999;
    await run((session) => expect(session.isNew).toBe(false));
    now += 1;
    expect(await look((session) => session.isNew)).toBe(true);
  });

  it('expire("browser-close") leaves out Max-Age, the server\'s record still ends, and "default" takes it back', async () => {
    const first = await run((session) => {
      session.set('visits', 1);
      session.expire('browser-close');
    });
    expect(first.cookies[0]).not.toHaveProperty('maxAgeSeconds');
    expect(await look((session) => session.expiresAt)).toBe(now + 14 * day);
    const second = await run((session) => session.expire('default'));
    expect(second.cookies[0]).toMatchObject({ maxAgeSeconds: (90 * day) / 1000 });
  });

  it('refuses an end that is none', async () => {
    await run((session) => {
      for (const end of [{ after: Infinity }, { at: Number.NaN }, { after: -1 }]) expect(() => session.expire(end)).toThrow(/expire/);
    });
  });

  it('a session that may outlive its cookie gets a new one when half of the cookie\'s life is over', async () => {
    const clock = (): number => now;
    const long = new SessionManager<Shop>({
      store: new MemorySessionStore({ clock }), clock, idleTimeout: { days: 300 }, absoluteTimeout: Infinity,
    });
    const first = await visit(long, jar, (session) => session.set('visits', 1));
    expect(first.cookies[0]).toMatchObject({ maxAgeSeconds: 400 * 86_400 });
    now += 199 * day;
    expect((await visit(long, jar, (session) => session.get('visits'))).cookies).toHaveLength(0);
    now += 2 * day;
    expect((await visit(long, jar, (session) => session.get('visits'))).cookies).toHaveLength(1);
    await visit(long, jar, (session) => expect(session.get('visits')).toBe(1));
  });
});

describe('save, reload and destroy', () => {
  it('save stores now, and stands when the answer is a server error', async () => {
    await run(async (session) => {
      session.set('visits', 1);
      await session.save();
      session.set('visits', 2);
    }, { status: 500 });
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

it('says in logs which session it is, and nothing that is in it', async () => {
  await run((session) => session.set('note', 'secret words'));
  await run((session) => expect(JSON.stringify(session)).toBe(JSON.stringify({ id: session.id, isNew: false })));
});
