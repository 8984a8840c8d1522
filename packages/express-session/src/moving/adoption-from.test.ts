import { MemorySessionStore, SessionManager } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { adoptionFrom, formerCookies } from './adoption-from.js';
import type { ForeignStore } from './foreign-store.js';

const day = 86_400_000;
const cookie = { originalMaxAge: null, expires: null, httpOnly: true, path: '/' };
const passportUser = ({ passport }: Record<string, unknown>): string | undefined =>
  (passport as { user?: string } | undefined)?.user;

type Get = ForeignStore['get'];

/** A store for express-session with one session, `one`, that gets what `get` says, and keeps its calls. */
function storeWith(get: Get, more: object = {}) {
  const destroyed: string[] = [];
  const destroy: ForeignStore['destroy'] = (id, callback) => {
    destroyed.push(id);
    callback();
  };
  return { destroyed, store: { get, destroy, touch() {}, ...more } };
}

const has =
  (session: object | null | undefined): Get =>
  (_id, callback) =>
    callback(null, session);

function movingFrom(store: ForeignStore, settings: { maxAge?: number } = {}) {
  const time = { now: Date.UTC(2026, 10, 30) };
  const clock = (): number => time.now;
  const sessions = new SessionManager<Record<string, unknown>>({
    store: new MemorySessionStore({ clock }),
    clock,
    storeTimeout: { seconds: 0.2 },
    adopt: adoptionFrom(store, { owner: passportUser, clock, ...settings }),
  });
  return { sessions, time };
}

const cookieOf = (id: string): string => formerCookies([id]).join('; ');

/** What a visit with the cookie of the session `one` finds, and what is stored afterwards. */
async function taken(store: ForeignStore, settings?: { maxAge?: number }) {
  const { sessions, time } = movingFrom(store, settings);
  const { session, commit } = await sessions.open(cookieOf('one'), { secure: false });
  const { cookies } = await commit({ status: 200 });
  const { owner, expiresAt } = session;
  return { data: session.toObject(), owner, lasts: expiresAt && expiresAt - time.now, isStored: cookies.length > 0 };
}

const alice = { cookie, passport: { user: 'alice' }, cart: ['hat'] };
const aliceTaken = {
  data: { passport: { user: 'alice' }, cart: ['hat'] },
  owner: 'alice',
  lasts: 14 * day,
  isStored: true,
};
const nothing = { data: {}, owner: undefined, lasts: undefined, isStored: false };

describe('a session in a store of express-session', () => {
  it('is taken over with its data and its owner, and ended there', async () => {
    const { store, destroyed } = storeWith(has(alice));
    expect(await taken(store)).toEqual(aliceTaken);
    expect(destroyed).toEqual(['one']);
  });

  it.each([
    ['calls back later', (_id, callback) => void setImmediate(callback, null, alice)],
    ['returns a promise', () => Promise.resolve(alice)],
    ['returns a promise of what its callback returned', (_id, callback) => Promise.resolve(callback(null, alice))],
    [
      'is async, and calls back after it has returned',
      (_id, callback) => Promise.resolve(void setImmediate(callback, null, alice)),
    ],
    ['calls back twice', (_id, callback) => [callback(null, alice), callback(new Error('late')), callback(null)]],
    ['calls back, and rejects', (_id, callback) => (callback(null, alice), Promise.reject(new Error('late')))],
    ['gives an object with a prototype', has(Object.assign(Object.create({ inherited: 1 }) as object, alice))],
  ] satisfies [string, Get][])('is found in a store that %s', async (_name, get) => {
    expect(await taken(storeWith(get).store)).toEqual(aliceTaken);
  });

  it.each([
    ['calls back with null', has(null)],
    ['calls back with undefined', has(undefined)],
    ['calls back with nothing', (_id, callback) => callback(null)],
    ['returns a promise of nothing', () => Promise.resolve(undefined)],
    ['returns a promise of null', () => Promise.resolve(null)],
    [
      'keeps files',
      (_id, callback) => callback(Object.assign(new Error('no file'), { code: 'ENOENT', syscall: 'open' })),
    ],
    ['has only its cookie', has({ cookie })],
  ] satisfies [string, Get][])('is absent from a store that %s', async (_name, get) => {
    expect(await taken(storeWith(get).store)).toEqual(nothing);
  });

  it.each([
    ['calls back with an error', (_id, callback) => callback(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
    ['rejects without a reason', () => Promise.reject()], // oxlint-disable-line prefer-promise-reject-errors
    ['never calls back', () => {}],
    ['never settles', () => new Promise(() => {})],
    ['is async and never calls back', async (_id, _callback) => {}],
    [
      'misses its socket',
      (_id, callback) => callback(Object.assign(new Error(), { code: 'ENOENT', syscall: 'connect' })),
    ],
    ['returns a text', has('{"cookie":{}}' as never)],
  ] satisfies [string, Get][])('is not known while a store %s: 503, and never "no session"', async (_name, get) => {
    const { sessions } = movingFrom(storeWith(get).store);
    const opening = sessions.open(cookieOf('one'), { secure: false });
    await expect(opening).rejects.toMatchObject({ code: 'STORE', status: 503, outcome: 'not-applied' });
  });

  it('keeps a maxAge of its own, and null is one', async () => {
    const month = { ...alice, cookie: { ...cookie, originalMaxAge: 30 * day - 1 } };
    expect(await taken(storeWith(has(month)).store, { maxAge: day })).toMatchObject({
      data: { cookie: { originalMaxAge: 30 * day - 1 } },
      lasts: 30 * day - 1,
    });
    expect(await taken(storeWith(has(month)).store, { maxAge: 30 * day })).toMatchObject({
      data: aliceTaken.data,
      lasts: 14 * day,
    });
    expect((await taken(storeWith(has(alice)).store, { maxAge: day })).data).toMatchObject({
      cookie: { originalMaxAge: null },
    });
    const second = { ...alice, cookie: { ...cookie, originalMaxAge: 999 } };
    expect(await taken(storeWith(has(second)).store)).toMatchObject({ lasts: 1000 });
  });

  it('has ended by the time in its cookie, unless the store has touch, which does not move that time', async () => {
    const ended = { ...alice, cookie: { ...cookie, originalMaxAge: day, expires: '2026-11-30T00:00:00.000Z' } };
    expect(await taken(storeWith(has(ended)).store, { maxAge: day })).toMatchObject(aliceTaken);
    const { touch: _, ...withoutTouch } = storeWith(has(ended)).store;
    expect(await taken(withoutTouch, { maxAge: day })).toEqual(nothing);
    const asDate = { ...ended, cookie: { ...ended.cookie, expires: new Date('2026-11-30T00:00:00.001Z') } };
    expect(await taken({ ...withoutTouch, get: has(asDate) }, { maxAge: day })).toMatchObject({ owner: 'alice' });
  });

  it('does not get the lastModified that connect-mongo adds, but keeps its own', async () => {
    const modified = { ...alice, lastModified: 'yesterday' };
    const mongo = storeWith(has(modified), { options: { touchAfter: 60 } }).store;
    expect((await taken(mongo)).data).toEqual(aliceTaken.data);
    const other = storeWith(has(modified), { options: { touchAfter: 0 } }).store;
    expect((await taken(other)).data).toEqual({ ...aliceTaken.data, lastModified: 'yesterday' });
  });

  it.each(['a b', 'ä;%', '1=2', 'k'.repeat(32)])('is found by the id %j', async (id) => {
    const ids: string[] = [];
    const { sessions } = movingFrom(storeWith((given, callback) => callback(null, void ids.push(given))).store);
    await sessions.open(cookieOf(id), { secure: false });
    expect(ids).toEqual([id]);
  });
});

describe('from', () => {
  it.each([
    ['a store of @sess', new MemorySessionStore(), /a store of @sess belongs in the option store/],
    ['a function', () => {}, /it must be a store for express-session, with the method get/],
    ['a store without destroy', { get() {} }, /with the method destroy/],
    ['null', null, /with the method get/],
  ])('refuses %s', (_name, store, message) => {
    expect(() => adoptionFrom(store as never, { owner: passportUser })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringMatching(message) }),
    );
  });
});
