import { beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
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

describe('reading', () => {
  it('includes pending changes in every method', async () => {
    await run((session) => {
      expect(session.accessed).toBe(false);
      session.set('visits', 1).set('tags', ['a']);
      expect(session.accessed && session.modified && session.isNew).toBe(true);
      expect(session.get('visits')).toBe(1);
      expect(session.has('tags') && !session.has('note')).toBe(true);
      expect(session.keys()).toEqual(['visits', 'tags']);
      expect(session.entries()).toEqual([
        ['visits', 1],
        ['tags', ['a']],
      ]);
      expect(session.toObject()).toEqual({ visits: 1, tags: ['a'] });
      expect(session.isEmpty).toBe(false);
    });
  });

  it('returns the id, the owner and the three instants of a stored session', async () => {
    await run((session) => {
      expect([session.id, session.createdAt, session.expiresAt, session.absoluteExpiresAt]).toEqual(
        Array(4).fill(undefined),
      );
      session.signIn('alice');
    });
    now += 1000;
    const seen = await readStored(({ id, owner, createdAt, expiresAt, absoluteExpiresAt }) => ({
      id,
      owner,
      createdAt,
      expiresAt,
      absoluteExpiresAt,
    }));
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
    void ((session: Session<Shop>) => session.update('visits', 0, (count) => Promise.resolve(count + 1)));
    // @ts-expect-error -- no such lifetime
    void ((session: Session<Shop, 'short'>) => session.useLifetime('long'));
    expectTypeOf<ReadonlySession<Shop>>().not.toHaveProperty('set');
    // @ts-expect-error -- lifetimes are required when they are named
    void (() => new SessionManager<Shop, 'short'>({ store: new MemorySessionStore() }));
  });
});

describe('changing', () => {
  it('set, delete, pop and setDefault return and store the expected values', async () => {
    await run((session) => session.set('visits', 1).set('tags', ['a']));
    await run((session) => {
      expect(session.delete('note')).toBe(false);
      expect(session.delete('visits')).toBe(true);
      expect(session.pop('tags')).toEqual(['a']);
      expect(session.setDefault('visits', 5)).toBe(5);
      expect(session.setDefault('visits', 6)).toBe(5);
    });
    expect(await readStored((session) => session.toObject())).toEqual({ visits: 5 });
  });

  it('clear removes the data and keeps the owner', async () => {
    await run((session) => session.set('visits', 1).signIn('alice'));
    await run((session) => session.clear());
    expect(await readStored((session) => [session.owner, session.isEmpty])).toEqual(['alice', true]);
  });

  it('update passes a draft, stores it when undefined is returned, and refuses a promise', async () => {
    await run((session) => {
      const initial = {};
      session.update('cart', initial, (cart) => {
        cart['hat'] = { sku: 'hat', qty: 1 };
      });
      expect(initial).toEqual({});
      const later = ((count: number) => Promise.resolve(count + 1)) as (count: number) => never;
      expect(() => session.update('visits', 0, later)).toThrow(/must not be asynchronous/);
    });
    expect(await readStored((session) => session.get('cart'))).toEqual({ hat: { sku: 'hat', qty: 1 } });
  });

  it('refuses values that JSON would change: in set with the path, inside a value at the commit', async () => {
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

  it('an equal value, or the same keys in another order, is not a change', async () => {
    await run((session) => session.set('cart', { a: { sku: 'a', qty: 1 }, b: { sku: 'b', qty: 2 } }));
    await run((session) => {
      session.set('cart', { b: { qty: 2, sku: 'b' }, a: { qty: 1, sku: 'a' } });
      expect(session.modified).toBe(false);
    });
  });
});

describe('flash', () => {
  it('is kept until it is taken once, and not removed by peekFlash, HEAD or a prefetch', async () => {
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
  it('gives an anonymous visitor an id immediately, and stores the empty session', async () => {
    let id: string | undefined;
    await run((session) => {
      id = session.start();
      expect(session.id).toBe(id);
    });
    await run((session) => expect([session.id, session.isEmpty, session.isNew]).toEqual([id, true, false]));
  });
});

describe('sign-in', () => {
  it("keeps a guest's data, or only the keys in keep, and nothing of another owner", async () => {
    await run((session) => session.set('visits', 1).set('tags', ['x']));
    await run((session) => session.signIn(7, { keep: ['tags'] }));
    expect(await readStored((session) => [session.owner, session.toObject()])).toEqual(['7', { tags: ['x'] }]);
    await run((session) => session.signIn('7'));
    expect(await readStored((session) => session.get('tags'))).toEqual(['x']);
    await run((session) => {
      session.flash('notice', 'for 7');
      session.signIn('eve');
      expect(session.keys()).toEqual([]);
    });
    expect(await readStored((session) => [session.owner, session.isEmpty])).toEqual(['eve', true]);
  });

  it('begins the absolute timeout anew, which a regenerate does not', async () => {
    await run((session) => session.set('visits', 1));
    now += 10 * day;
    await run((session) => session.regenerate());
    expect(await readStored((session) => session.absoluteExpiresAt)).toBe(start + 90 * day);
    await run((session) => session.signIn('alice'));
    expect(await readStored((session) => session.absoluteExpiresAt)).toBe(now + 90 * day);
  });

  it('refuses an empty owner and an unknown lifetime', async () => {
    await run((session) => {
      for (const owner of ['', 'a\0b', '\ud800', Number.NaN, Infinity, undefined as never]) {
        expect(() => session.signIn(owner)).toThrow(/^signIn: the owner must be/);
      }
      expect(() => session.signIn('a', { lifetime: 'long' as never })).toThrow(/no lifetime "long"/);
    });
  });
});

it('has a JSON form with its id and without its data', async () => {
  await run((session) => session.set('note', 'secret words'));
  await run((session) => expect(JSON.stringify(session)).toBe(JSON.stringify({ id: session.id, isNew: false })));
});
