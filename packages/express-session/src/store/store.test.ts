import { EventEmitter } from 'node:events';
import { inherits } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Callback } from './callback.js';
import { Store } from './store.js';
import type { SessionInStore, StoreRequest } from './store-contract.js';
import type { PlainSession } from './plain-session.js';

class MapStore extends Store {
  readonly sessions = new Map<string, string>();

  override get(sid: string, callback: Callback<SessionInStore>): void {
    const session = this.sessions.get(sid);
    callback(null, session === undefined ? undefined : (JSON.parse(session) as SessionInStore));
  }

  override set(sid: string, session: SessionInStore, callback?: Callback): void {
    this.sessions.set(sid, JSON.stringify(session));
    callback?.();
  }

  override destroy(sid: string, callback?: Callback): void {
    this.sessions.delete(sid);
    callback?.();
  }
}

type Loaded = PlainSession & Record<string, unknown>;

function load(store: Store, sid: string): Promise<Loaded> {
  return new Promise((resolve, reject) => {
    store.load(sid, (error, session) => (error instanceof Error ? reject(error) : resolve(session as Loaded)));
  });
}

describe('Store', () => {
  it('can be extended by a class, and by a constructor that calls it', () => {
    function Former(this: object): void {
      Store.call(this);
    }
    inherits(Former, Store);
    for (const store of [new MapStore(), new (Former as unknown as typeof MapStore)()]) {
      expect(store).toBeInstanceOf(Store);
      expect(store).toBeInstanceOf(EventEmitter);
      let heard = 0;
      store.on('disconnect', () => heard++);
      store.emit('disconnect');
      expect(heard).toBe(1);
    }
  });

  it('loads a session object that can be changed, saved and ended', async () => {
    const store = new MapStore();
    const expires = '2999-01-01T00:00:00.000Z';
    store.set('one', { cookie: { originalMaxAge: 60_000, expires }, user: 'alice' });
    const session = await load(store, 'one');
    expect(Object.keys(session).toSorted()).toEqual(['cookie', 'user']);
    expect([session.id, session['user']]).toEqual(['one', 'alice']);
    expect([session.cookie.expires, session.cookie.originalMaxAge]).toEqual([new Date(expires), 60_000]);
    session['user'] = 'bob';
    session.save();
    expect(await load(store, 'one')).toMatchObject({ user: 'bob' });
    session.destroy();
    expect(store.sessions.size).toBe(0);
  });

  it('does not let stored names replace methods, nor the prototype', async () => {
    const store = new MapStore();
    store.sessions.set('one', '{"cookie":{},"save":1,"id":2,"__proto__":{"isAdmin":true},"user":"alice"}');
    const session = await load(store, 'one');
    expect(session.save).toBeTypeOf('function');
    expect([session.id, session['user'], session['isAdmin']]).toEqual(['one', 'alice', undefined]);
  });

  it('loads a session that is stored without a cookie', async () => {
    const store = new MapStore();
    store.sessions.set('one', '{"user":"alice"}');
    expect(await load(store, 'one')).toMatchObject({ user: 'alice', cookie: { path: '/', maxAge: null } });
  });

  it('passes on the error of get', async () => {
    const store = new MapStore();
    const failure = new Error('down');
    store.get = (_sid, callback) => callback(failure);
    await expect(load(store, 'one')).rejects.toBe(failure);
  });

  it('regenerates: ends the session and has the middleware make another one', () => {
    const store = new MapStore();
    store.set('one', { cookie: {} });
    store.generate = (request) => void (request.sessionID = 'two');
    const request: StoreRequest = { sessionID: 'one' };
    let result: unknown = 'not called';
    store.regenerate(request, (error) => void (result = error));
    expect([request.sessionID, store.sessions.size, result]).toEqual(['two', 0, undefined]);
  });
});
