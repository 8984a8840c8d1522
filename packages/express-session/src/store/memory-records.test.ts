import { SessionManager } from '@sess/core';
import { describe, expect, it } from 'vitest';
import type { Callback } from './callback.js';
import { MemoryStore } from './memory-store.js';
import type { SessionInStore } from './store-contract.js';

/** Counts its calls, as tests of applications do. */
class CountingStore extends MemoryStore {
  readonly calls: string[] = [];

  override get(sid: string, callback?: Callback<SessionInStore | undefined>): never {
    this.calls.push('get');
    return super.get(sid, callback!) as never;
  }

  override set(sid: string, session: object, callback?: Callback): never {
    this.calls.push(`set ${Object.keys(session).toSorted().join(' ')}`);
    return super.set(sid, session, callback!) as never;
  }

  override touch(sid: string, session: object, callback?: Callback): never {
    this.calls.push('touch');
    return super.touch(sid, session, callback!) as never;
  }

  override destroy(sid: string, callback?: Callback): never {
    this.calls.push('destroy');
    return super.destroy(sid, callback!) as never;
  }
}

function setUp<Store extends MemoryStore>(store: Store) {
  const time = { now: Date.now() };
  const sessions = new SessionManager({ store: store.records, clock: () => time.now });
  return { store, sessions, time };
}

describe('the methods of a MemoryStore that the application has replaced', () => {
  it('see what the manager does, once each', async () => {
    const { store, sessions, time } = setUp(new CountingStore());
    const { key, cookie } = await sessions.create({ data: { visits: 1 } });
    const { session, commit } = await sessions.open(`${cookie.name}=${key}`);
    session.set('step', 2);
    await commit({ status: 200 });
    time.now += 86_400_000;
    const later = await sessions.open(`${cookie.name}=${key}`);
    expect(later.session.get('step')).toBe(2);
    await later.commit({ status: 200 });
    await sessions.revoke(key!);
    expect(store.calls).toEqual([
      'set cookie visits',
      'get',
      'set cookie step visits',
      'get',
      'touch',
      'get',
      'destroy',
    ]);
    expect(await store.length()).toBe(0);
  });

  it('can be replaced on the object, and called as they were', async () => {
    const { store, sessions } = setUp(new MemoryStore());
    const original = store.set;
    let count = 0;
    store.set = function set(this: MemoryStore, ...given: [string, object, Callback]): undefined {
      count += 1;
      setImmediate(() => void Reflect.apply(original, this, given));
    } as typeof store.set;
    const { id } = await sessions.create({ data: { visits: 1 } });
    expect([count, await store.get(id)]).toEqual([1, expect.objectContaining({ visits: 1 })]);
    await new Promise((resolve) => {
      store.set(id, { cookie: {}, visits: 2 }, resolve);
    });
    expect([count, await store.get(id)]).toEqual([2, expect.objectContaining({ visits: 2 })]);
  });

  it('lose nothing if they do not call the original', async () => {
    const { store, sessions } = setUp(new MemoryStore());
    store.set = ((_sid: string, _session: object, callback: Callback) => callback()) as typeof store.set;
    const { id } = await sessions.create({ data: { visits: 1 } });
    expect(await store.get(id)).toMatchObject({ visits: 1 });
  });

  it('can fail: that is a store that is down, and nothing is written', async () => {
    const { store, sessions } = setUp(new MemoryStore());
    const { id, key } = await sessions.create({ data: { visits: 1 } });
    const cause = new Error('down');
    const fail = (...given: unknown[]): void => (given.at(-1) as Callback)(cause);
    const down = { code: 'STORE', outcome: 'not-applied', cause };
    Object.assign(store, { set: fail });
    await expect(sessions.create()).rejects.toMatchObject(down);
    await expect(sessions.edit(id, (session) => void session.set('visits', 2))).rejects.toMatchObject(down);
    Object.assign(store, { destroy: fail });
    await expect(sessions.revoke(id)).rejects.toMatchObject(down);
    Object.assign(store, { get: (_sid: string, callback: Callback) => callback(cause) });
    await expect(sessions.inspect(key!)).rejects.toMatchObject(down);
    expect(store.records.dump()).toContain('\\"visits\\":1');
  });

  it('can throw', async () => {
    const { store, sessions } = setUp(new MemoryStore());
    store.get = () => {
      throw new Error('down');
    };
    await expect(sessions.inspect('k'.repeat(32) as never)).rejects.toMatchObject({ code: 'STORE' });
  });

  it('can say that there is no session', async () => {
    const { store, sessions } = setUp(new MemoryStore());
    const { id } = await sessions.create({ data: { visits: 1 } });
    const noFile = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    for (const result of [[], [null, null], [noFile]]) {
      store.get = ((_sid: string, callback: (...given: unknown[]) => void) => callback(...result)) as typeof store.get;
      expect(await sessions.inspect(id)).toBeUndefined();
    }
  });
});
