import { jsonSerializer, type KeyedStore, MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import { lenientJsonSerializer } from '../session-object/lenient-json-serializer.js';
import { expressStore } from './express-store.js';
import { describe, expect, it } from 'vitest';
import { cookie, hour, setUpStore, stopClock } from '../../test/stores/set-up-store.js';

stopClock();

describe('a store that is down', () => {
  it('is an error, and never a session that does not exist', async () => {
    const { store, request, fail } = setUpStore();
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
    const { request, memory } = setUpStore();
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
    const { store, data } = setUpStore();
    for (const value of [new Date(), () => 1, { toJSON: () => 1 }, Number.NaN, { nested: [new Map()] }]) {
      const refusal = expect.objectContaining({ code: 'SERIALIZE', path: expect.stringContaining('value') });
      await expect(store.set('one', { cookie, value })).rejects.toEqual(refusal);
    }
    await store.set('one', { cookie, absent: undefined, present: null });
    expect(await data('one')).toEqual({ present: null });
  });

  it('is converted by a serializer that is lenient', async () => {
    const { store, data } = setUpStore({ serializer: lenientJsonSerializer });
    await store.set('one', { cookie, at: new Date(0), run: () => 1, list: [undefined] });
    expect(await data('one')).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [null] });
  });

  it('changes no prototype', async () => {
    const { store } = setUpStore();
    const session = JSON.parse('{"cookie":{},"__proto__":{"isAdmin":true}}') as object;
    await expect(store.set('one', session)).rejects.toMatchObject({ code: 'SERIALIZE' });
    const nested = JSON.parse('{"cookie":{},"cart":{"__proto__":{"isAdmin":true}}}') as object;
    await expect(store.set('one', nested)).rejects.toMatchObject({ code: 'SERIALIZE' });
    expect(await store.get('one')).toBeUndefined();
  });

  it('may have the names of methods, which stay as they are when the session is saved', async () => {
    const { store, request, data, memory } = setUpStore();
    await store.set('one', { cookie, save: 1, id: 2, user: 'alice' });
    const session = await request('one');
    expect(session.save).toBeTypeOf('function');
    session['user'] = 'bob';
    await store.set('one', session);
    expect(await data('one')).toEqual({ save: 1, id: 2, user: 'bob' });
    expect(memory.dump()).toContain('bob');
  });

  it('is a session, and nothing else', async () => {
    const { store } = setUpStore();
    for (const given of [undefined, null, 'session', 7])
      await expect(store.set('one', given as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('ids', () => {
  it('are not in the store', async () => {
    const { store, memory } = setUpStore();
    const sid = 'Zk3_-secretsecretsecretsecretsec';
    await store.set(sid, { cookie, user: 'alice' });
    expect(memory.dump()).not.toContain(sid);
    expect(memory.dump()).toContain('alice');
  });

  it('must be texts', async () => {
    const { store } = setUpStore();
    for (const sid of [undefined, null, 7, {}, ['one'], ''] as never[]) {
      const refusal = { code: 'INVALID_ARGUMENT', status: 400 };
      await expect(store.get(sid)).rejects.toMatchObject(refusal);
      await expect(store.set(sid, { cookie })).rejects.toMatchObject(refusal);
      await expect(store.touch(sid, { cookie })).rejects.toMatchObject(refusal);
      await expect(store.destroy(sid)).rejects.toMatchObject(refusal);
    }
  });

  it('are told apart byte for byte, also if they look like an id or a key of ours', async () => {
    const { store, data } = setUpStore();
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
