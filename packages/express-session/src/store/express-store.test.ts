import { jsonSerializer, type KeyedStore, MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lenientJsonSerializer } from '../session-object/lenient-json-serializer.js';
import { expressStore, type ExpressStoreOptions } from './express-store.js';
import type { ManagerStore } from './manager-store.js';
import type { PlainSession } from './plain-session.js';

const hour = 3_600_000;
const cookie = { originalMaxAge: hour, path: '/', httpOnly: true };

type Loaded = PlainSession & Record<string, unknown>;

/** The time of the store, and of the cookies. */
const time = {
  get now(): number {
    return Date.now();
  },
  set now(instant: number) {
    vi.setSystemTime(instant);
  },
};

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 }));
afterEach(() => void vi.useRealTimers());

interface SetUp {
  readonly store: ManagerStore;
  readonly calls: string[];
  readonly memory: MemorySessionStore;
  /** Makes every later call fail. */
  fail(): void;
  /** Begins a request with that session, as the middleware does. */
  request(sid: string): Promise<Loaded>;
  data(sid: string): Promise<Record<string, unknown> | undefined>;
}

function setUp(options: ExpressStoreOptions = {}): SetUp {
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
    request: async (sid) => store.createSession({ sessionID: sid, sessionStore: store }, (await store.get(sid))!) as Loaded,
    async data(sid) {
      const session = await store.get(sid);
      if (!session) return undefined;
      const { cookie: _, ...data } = session;
      return data;
    },
  };
}

describe('calls of the store', () => {
  it('takes one to read, one more to change, and none to end a request that has changed nothing', async () => {
    const { store, calls, request } = setUp();
    await store.set('one', { cookie, visits: 1 });
    expect(calls.splice(0)).toEqual(['create']);
    const session = await request('one');
    await store.touch('one', session);
    await store.set('one', session);
    expect(calls.splice(0)).toEqual(['load']);
    session['visits'] = 2;
    await store.set('one', session);
    expect(calls.splice(0)).toEqual(['update']);
    session['visits'] = 3;
    await store.set('one', session);
    expect(calls.splice(0)).toEqual(['update']);
  });

  it('moves the deadline at most once in a twentieth of its time, without the payload', async () => {
    const { store, calls, request } = setUp();
    await store.set('one', { cookie });
    time.now += hour / 20 - 1;
    await store.touch('one', await request('one'));
    expect(calls.splice(0)).toEqual(['create', 'load']);
    time.now += 1;
    await store.touch('one', await request('one'));
    expect(calls.splice(0)).toEqual(['load', 'touch']);
    expect((await store.get('one'))!.cookie['expires']).toEqual(new Date(time.now + hour));
  });

  it('stores a session that a request has just created only once', async () => {
    const { store, calls } = setUp();
    const session = { cookie, visits: 1 };
    await store.set('one', session);
    await store.set('one', session);
    await store.touch('one', session);
    expect(calls.splice(0)).toEqual(['create']);
    Object.assign(session, { visits: 2 });
    await store.set('one', session);
    expect(calls).toEqual(['load', 'update']);
    expect(await store.get('one')).toMatchObject({ visits: 2 });
  });
});

describe('requests at once', () => {
  it('both keep what they change, and see only what they have read', async () => {
    const { store, request, data } = setUp();
    await store.set('one', { cookie, cart: { apple: 1, plum: { count: 1 } }, step: 1, old: true });
    const [mine, other] = [await request('one'), await request('one')];
    (other['cart'] as Record<string, unknown>)['pear'] = 1;
    delete other['old'];
    other['step'] = 2;
    await store.set('one', other);
    const cart = mine['cart'] as { apple: number; plum?: { count: number } };
    cart.plum!.count = 5;
    mine['mine'] = [1];
    await store.set('one', mine);
    const both = { cart: { apple: 1, plum: { count: 5 }, pear: 1 }, step: 2, mine: [1] };
    expect(await data('one')).toEqual(both);
    // The request does not know of the other one's pear, and keeps it all the same.
    delete cart.plum;
    mine['mine'] = [2];
    await store.set('one', mine);
    expect(await data('one')).toEqual({ ...both, cart: { apple: 1, pear: 1 }, mine: [2] });
  });

  it('can save while an earlier save is not done', async () => {
    const { store, request, data } = setUp();
    await store.set('one', { cookie });
    const session = await request('one');
    session['first'] = true;
    const first = store.set('one', session);
    session['second'] = true;
    await Promise.all([first, store.set('one', session)]);
    expect(await data('one')).toEqual({ first: true, second: true });
  });

  it('do not bring back a session that has ended', async () => {
    const { store, request, data } = setUp();
    await store.set('one', { cookie, user: 'alice' });
    const [slow, idle, fresh] = [await request('one'), await request('one'), { cookie, user: 'bob' }];
    await store.set('two', fresh);
    await store.destroy('one');
    await store.destroy('two');
    slow['seen'] = true;
    Object.assign(fresh, { seen: true });
    const gone = { code: 'INTERRUPTED' };
    await expect(store.set('one', slow)).rejects.toMatchObject(gone);
    await expect(store.set('one', slow)).rejects.toMatchObject(gone);
    await expect(store.set('two', fresh)).rejects.toMatchObject(gone);
    await store.touch('one', idle);
    await store.set('one', idle);
    expect([await data('one'), await data('two')]).toEqual([undefined, undefined]);
  });

  it('do not shorten or lengthen a deadline that another has set', async () => {
    const { store, request } = setUp();
    await store.set('one', { cookie });
    const [mine, other] = [await request('one'), await request('one')];
    other.cookie.maxAge = hour / 2;
    await store.touch('one', other);
    mine['seen'] = true;
    await store.set('one', mine);
    expect((await store.get('one'))!.cookie).toMatchObject({ expires: new Date(time.now + hour / 2) });
  });

  it('are told apart if one session object is set for another id', async () => {
    const { store, request, data } = setUp();
    await store.set('one', { cookie, user: 'alice' });
    const session = await request('one');
    await store.set('two', session);
    session['user'] = 'bob';
    await store.set('two', session);
    expect([await data('one'), await data('two')]).toEqual([{ user: 'alice' }, { user: 'bob' }]);
  });

  it('fail with the options of the manager', async () => {
    const { store, request } = setUp({ onConflict: 'error' });
    await store.set('one', { cookie, step: 1 });
    const [mine, other] = [await request('one'), await request('one')];
    other['step'] = 2;
    await store.set('one', other);
    mine['step'] = 3;
    await expect(store.set('one', mine)).rejects.toMatchObject({ code: 'CONFLICT', key: 'step' });
  });
});

describe('a session object that no request has read', () => {
  it('replaces what is there, if it is a plain object', async () => {
    const { store, data } = setUp();
    await store.set('one', { cookie, user: 'alice', step: 1 });
    await store.set('one', { cookie, step: 2 });
    expect(await data('one')).toEqual({ step: 2 });
  });

  it('is based on what was read, if it is the object that get has returned', async () => {
    const { store, data } = setUp();
    await store.set('one', { cookie, user: 'alice' });
    const [mine, other] = [(await store.get('one'))!, (await store.get('one'))!];
    await store.set('one', Object.assign(other, { other: true }));
    await store.set('one', Object.assign(mine, { mine: true }));
    expect(await data('one')).toEqual({ user: 'alice', mine: true, other: true });
  });

  it('is refused if it belongs to a request, because ids do not repeat', async () => {
    const { store, data } = setUp();
    await store.set('one', { cookie, user: 'alice' });
    const session = store.createSession({ sessionID: 'one', sessionStore: store }, { cookie, user: 'bob' });
    await expect(store.set('one', session)).rejects.toMatchObject({ code: 'CONFLICT', status: 409 });
    expect(await data('one')).toEqual({ user: 'alice' });
  });
});

describe('the end of a session', () => {
  it('is what the cookie says', async () => {
    const { store, request } = setUp();
    await store.set('one', { cookie, user: 'alice' });
    time.now += hour - 1;
    const session = await request('one');
    expect(session.cookie.originalMaxAge).toBe(hour);
    session['seen'] = true;
    await store.set('one', session);
    time.now += hour - 1;
    expect(await store.get('one')).toMatchObject({ seen: true });
    time.now += 1;
    expect(await store.get('one')).toBeUndefined();
  });

  it('can be moved by the cookie alone', async () => {
    const { store, request } = setUp();
    await store.set('one', { cookie });
    const session = await request('one');
    session.cookie.maxAge = 10 * hour;
    await store.touch('one', session);
    time.now += 9 * hour;
    expect((await store.get('one'))!.cookie).toMatchObject({ originalMaxAge: 10 * hour });
    const again = await request('one');
    again.cookie.expires = null;
    await store.touch('one', again);
    time.now += 10 * 24 * hour;
    expect((await store.get('one'))!.cookie).toMatchObject({ originalMaxAge: null, expires: null });
  });

  it('is that of the manager, if the cookie has none', async () => {
    const { store } = setUp({ idleTimeout: { days: 1 } });
    await store.set('one', { cookie: {} });
    time.now += 24 * hour - 1;
    expect(await store.get('one')).toBeDefined();
    time.now += 1;
    expect(await store.get('one')).toBeUndefined();
  });

  it('stays where it is, if the cookie has an instant and no length', async () => {
    const { store, request, calls } = setUp();
    const expires = new Date(time.now + hour);
    await store.set('one', { cookie: { expires }, step: 1 });
    time.now += hour / 2;
    const session = await request('one');
    expect(session.cookie.expires).toEqual(expires);
    calls.length = 0;
    await store.touch('one', (await store.get('one'))!);
    expect(calls).toEqual(['load']);
    await store.set('one', Object.assign((await store.get('one'))!, { step: 2 }));
    time.now += hour / 2 - 1;
    expect(await store.get('one')).toMatchObject({ step: 2 });
    time.now += 1;
    expect(await store.get('one')).toBeUndefined();
  });

  it('is now, if the cookie has expired', async () => {
    const { store, request } = setUp();
    const expired = [{ originalMaxAge: 0 }, { originalMaxAge: -1 }, { expires: new Date(time.now) }, { maxAge: -5 }];
    for (const ended of expired) {
      await store.set('new', { cookie: ended, user: 'alice' });
      expect(await store.get('new')).toBeUndefined();
      await store.set('one', { cookie, user: 'alice' });
      const session = await request('one');
      await store.touch('one', Object.assign(session, { cookie: ended }));
      expect(await store.get('one')).toBeUndefined();
    }
  });

  it('may be less than a second away', async () => {
    const { store } = setUp();
    await store.set('one', { cookie: { originalMaxAge: 5 } });
    time.now += 4;
    expect(await store.get('one')).toBeDefined();
    time.now += 1;
    expect(await store.get('one')).toBeUndefined();
  });

  it('is read from cookies of any age and form', async () => {
    const { store } = setUp();
    const end = time.now + hour;
    const cookies = [
      { originalMaxAge: hour, expires: new Date(end).toISOString() },
      { originalMaxAge: null, expires: new Date(end).toISOString() },
      { originalMaxAge: null, expires: end },
      { maxAge: hour },
      { originalMaxAge: hour, _expires: 'x', toJSON: () => ({ originalMaxAge: hour }) },
    ];
    for (const [number, old] of cookies.entries()) {
      await store.set(`in an hour ${number}`, { cookie: old });
      expect((await store.get(`in an hour ${number}`))!.cookie['expires']).toEqual(new Date(end));
    }
    const without = [undefined, null, {}, 7, 'cookie', { expires: false }, { expires: 'never' }, { originalMaxAge: '60' }];
    for (const [number, old] of without.entries()) {
      await store.set(`as the manager says ${number}`, { cookie: old });
      expect((await store.get(`as the manager says ${number}`))!.cookie['expires']).toBeNull();
    }
  });
});

describe('a store that is down', () => {
  it('is an error, and never a session that does not exist', async () => {
    const { store, request, fail } = setUp();
    await store.set('one', { cookie, user: 'alice' });
    const session = await request('one');
    session['seen'] = true;
    fail();
    const down = { code: 'STORE', status: 503 };
    await expect(store.get('one')).rejects.toMatchObject(down);
    await expect(store.set('one', session)).rejects.toMatchObject(down);
    await expect(store.set('two', { cookie })).rejects.toMatchObject(down);
    await expect(store.destroy('one')).rejects.toMatchObject(down);
  });

  it('loses nothing that is saved again', async () => {
    const { request, memory } = setUp();
    let isDown = false;
    const shaky = new MemorySessionStore({ shareWith: memory });
    const update = shaky.update.bind(shaky);
    shaky.update = (...given) =>
      isDown ? Promise.reject(new StoreError('down', { outcome: 'not-applied' })) : update(...given);
    const store = expressStore(shaky);
    await store.set('one', { cookie, cart: { apple: 1 } });
    const session = (await store.get('one'))! as Record<string, unknown>;
    (session['cart'] as Record<string, number>)['pear'] = 1;
    isDown = true;
    await expect(store.set('one', session)).rejects.toMatchObject({ code: 'STORE' });
    isDown = false;
    await store.set('one', session);
    expect(await request('one')).toMatchObject({ cart: { apple: 1, pear: 1 } });
  });
});

describe('what may be stored', () => {
  it('is what the serializer keeps, and nothing is converted in silence', async () => {
    const { store, data } = setUp();
    for (const value of [new Date(), () => 1, { toJSON: () => 1 }, Number.NaN, { nested: [new Map()] }]) {
      const refusal = expect.objectContaining({ code: 'SERIALIZE', path: expect.stringContaining('value') });
      await expect(store.set('one', { cookie, value })).rejects.toEqual(refusal);
    }
    await store.set('one', { cookie, absent: undefined, present: null });
    expect(await data('one')).toEqual({ present: null });
  });

  it('is converted by a serializer that is lenient', async () => {
    const { store, data } = setUp({ serializer: lenientJsonSerializer });
    await store.set('one', { cookie, at: new Date(0), run: () => 1, list: [undefined] });
    expect(await data('one')).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [null] });
  });

  it('changes no prototype', async () => {
    const { store } = setUp();
    const session = JSON.parse('{"cookie":{},"__proto__":{"isAdmin":true}}') as object;
    await expect(store.set('one', session)).rejects.toMatchObject({ code: 'SERIALIZE' });
    const nested = JSON.parse('{"cookie":{},"cart":{"__proto__":{"isAdmin":true}}}') as object;
    await expect(store.set('one', nested)).rejects.toMatchObject({ code: 'SERIALIZE' });
    expect(await store.get('one')).toBeUndefined();
  });

  it('may have the names of methods, which stay as they are when the session is saved', async () => {
    const { store, request, data, memory } = setUp();
    await store.set('one', { cookie, save: 1, id: 2, user: 'alice' });
    const session = await request('one');
    expect(session.save).toBeTypeOf('function');
    session['user'] = 'bob';
    await store.set('one', session);
    expect(await data('one')).toEqual({ save: 1, id: 2, user: 'bob' });
    expect(memory.dump()).toContain('bob');
  });

  it('is a session, and nothing else', async () => {
    const { store } = setUp();
    for (const given of [undefined, null, 'session', 7])
      await expect(store.set('one', given as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('ids', () => {
  it('are not in the store', async () => {
    const { store, memory } = setUp();
    const sid = 'Zk3_-secretsecretsecretsecretsec';
    await store.set(sid, { cookie, user: 'alice' });
    expect(memory.dump()).not.toContain(sid);
    expect(memory.dump()).toContain('alice');
  });

  it('must be texts', async () => {
    const { store } = setUp();
    for (const sid of [undefined, null, 7, {}, ['one'], ''] as never[]) {
      const refusal = { code: 'INVALID_ARGUMENT', status: 400 };
      await expect(store.get(sid)).rejects.toMatchObject(refusal);
      await expect(store.set(sid, { cookie })).rejects.toMatchObject(refusal);
      await expect(store.touch(sid, { cookie })).rejects.toMatchObject(refusal);
      await expect(store.destroy(sid)).rejects.toMatchObject(refusal);
    }
  });

  it('are told apart byte for byte, also if they look like an id or a key of ours', async () => {
    const { store, data } = setUp();
    const sids = ['one', 'One', 'one ', 'a'.repeat(40), 'k'.repeat(32), '__proto__', 'constructor'];
    for (const sid of sids) await store.set(sid, { cookie, sid });
    for (const sid of sids) expect(await data(sid)).toEqual({ sid });
  });
});

describe('the store behind it', () => {
  it('may be a manager, whose sessions it has', async () => {
    const manager = new SessionManager({ store: new MemorySessionStore(), serializer: jsonSerializer });
    const store = expressStore(manager);
    expect(store.sessions).toBe(manager);
    const { key } = await manager.create({ data: { visits: 1 } });
    expect(await store.get(key!)).toMatchObject({ visits: 1, cookie: { path: '/', httpOnly: true, expires: null } });
  });

  it('cannot be a sealed one, and says why', () => {
    const sealed = { kind: 'sealed', limits: {}, seal: () => '', unseal: () => undefined } as never;
    expect(() => expressStore(sealed)).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }));
    expect(() => expressStore(sealed)).toThrow(/for an id only/);
  });

  it('refuses options beside a manager, which has its own', () => {
    const manager = new SessionManager({ store: new MemorySessionStore() });
    expect(() => expressStore(manager, { idleTimeout: hour })).toThrow(/manager has options/);
  });

  it('does not list sessions', async () => {
    const { load, create, update, touch, delete: remove, deleteIf, limits } = new MemorySessionStore();
    const onServer = { kind: 'keyed', limits, load, create, update, touch, delete: remove, deleteIf } as KeyedStore;
    const store = expressStore(onServer);
    for (const listing of [store.all(), store.length(), store.clear()])
      await expect(listing).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});
