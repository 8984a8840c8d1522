import { describe, expect, it } from 'vitest';
import { MemoryStore } from './memory-store.js';
import { Store } from './store.js';

const cookie = { originalMaxAge: 3_600_000 };

describe('MemoryStore', () => {
  it('is a store, an emitter of events, and empty', async () => {
    const store = new MemoryStore();
    expect(store).toBeInstanceOf(Store);
    expect(store.on('connect', () => undefined)).toBe(store);
    expect([await store.all(), await store.length()]).toEqual([{}, 0]);
  });

  it('keeps a session under any id', async () => {
    const store = new MemoryStore();
    await store.set('some id', { cookie, user: 'alice' });
    const session = (await store.get('some id'))!;
    expect(session).toMatchObject({ user: 'alice', cookie: { originalMaxAge: 3_600_000, path: '/', httpOnly: true } });
    expect(session.cookie['expires']).toBeInstanceOf(Date);
    expect(await store.get('another id')).toBeUndefined();
  });

  it('takes the key of a session or its id', async () => {
    const store = new MemoryStore();
    const { key, id } = await store.sessions.create({ data: { visits: 1 } });
    for (const either of [key!, id]) {
      const session = (await store.get(either))!;
      await store.set(either, { ...session, [either.length === 32 ? 'byKey' : 'byId']: true });
    }
    expect(await store.get(id)).toMatchObject({ visits: 1, byKey: true, byId: true });
    await store.destroy(id);
    expect(await store.get(key!)).toBeUndefined();
  });

  it('begins no session under an id, because nobody knows the key that it would belong to', async () => {
    const store = new MemoryStore();
    await expect(store.set('a'.repeat(40), { cookie })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await store.length()).toBe(0);
  });

  it('lists, counts and clears its sessions', async () => {
    const store = new MemoryStore();
    await store.set('one', { cookie, number: 1 });
    await store.set('two', { cookie, number: 2 });
    const sessions = await store.all();
    expect(Object.values(sessions).map(({ number }) => number)).toEqual([1, 2]);
    for (const id of Object.keys(sessions)) expect(await store.get(id)).toEqual(sessions[id]);
    expect(await store.length()).toBe(2);
    await store.clear();
    expect([await store.length(), await store.get('one')]).toEqual([0, undefined]);
  });

  it('passes results to callbacks', async () => {
    const store = new MemoryStore();
    const call = (run: (callback: (...results: unknown[]) => void) => void): Promise<unknown[]> =>
      new Promise((resolve) => {
        run((...results) => resolve(results));
      });
    expect(await call((done) => store.set('one', { cookie, number: 1 }, done))).toEqual([null, undefined]);
    expect(await call((done) => store.get('one', done))).toEqual([null, expect.objectContaining({ number: 1 })]);
    expect(await call((done) => store.get('two', done))).toEqual([null, undefined]);
    expect(await call((done) => store.length(done))).toEqual([null, 1]);
    expect(await call((done) => store.touch('one', { cookie }, done))).toEqual([null, undefined]);
    expect(await call((done) => store.destroy('one', done))).toEqual([null, undefined]);
    expect(await call((done) => store.clear(done))).toEqual([null, undefined]);
    expect(await call((done) => store.all(done))).toEqual([null, {}]);
  });
});
