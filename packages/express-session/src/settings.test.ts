import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemorySessionStore, SessionManager } from '@sess/core';
import { mount, usual } from '../test/mount.js';
import type { ForeignStore } from './moving/foreign-store.js';
import { session as ours } from './session.js';

const { MemoryStore } = createRequire(import.meta.url)('express-session') as { MemoryStore: new () => ForeignStore };

const make =
  (options: object): (() => unknown) =>
  () =>
    ours({ ...usual, ...options });

describe('an option', () => {
  it.each<[object, RegExp]>([
    [{ genid: () => 'x' }, /session: genid is not supported\. .*random key/],
    [{ sercet: 'x' }, /session\.sercet is not a known option\. Did you mean secret\?/],
    [{ saveUnitialized: true }, /Did you mean saveUninitialized\?/],
    [{ maxAge: 60_000 }, /session: maxAge is a setting of the cookie\. Pass { cookie: { maxAge: … } }/],
    [{ adopt: {} }, /session\.adopt is not a known option/],
    [{ secret: [] }, /secret must not be an empty array/],
    [{ secret: 42 }, /secret must be a string, a Buffer or a KeyObject/],
    [{ secret: ['a', ''] }, /secret must be/],
    [{ name: 'a b' }, /name must be the name of a cookie/],
    [{ key: 'a;b' }, /name must be/],
    [{ unset: 'remove' }, /unset must be "keep" or "destroy"/],
    [{ proxy: 1 }, /proxy must be true, false or undefined/],
    [{ owner: 'user' }, /owner must be a function/],
    [{ load: 'soon' }, /^session: load must be "eager" or "lazy"\.$/],
    [{ cookie: 42 }, /cookie must be an object/],
    [{ cookie: { maxage: 1 } }, /session\.cookie\.maxage is not a known option\. Did you mean maxAge\?/],
    [{ cookie: { maxAge: '1' } }, /^session: cookie\.maxAge must be a number of milliseconds, or null\.$/],
    [
      { cookie: { maxAge: Number('one day') } },
      /^session: cookie\.maxAge must be a number of milliseconds, or null\.$/,
    ],
    [{ cookie: { sameSite: 'lux' } }, /cookie has a value that cannot be sent: .*sameSite/],
    [{ cookie: { secure: 'yes' } }, /cookie\.secure must be true, false or "auto"/],
    [{ cookie: { domain: 'a b' } }, /cookie has a value that cannot be sent: .*domain/],
    [{ cookie: { expires: new Date(Number.NaN) } }, /cookie\.expires must be a valid date/],
    [{ store: {} }, /store must be a store of @sess/],
    [{ store: new MemoryStore() }, /store is a store for express-session/],
    [{ from: {} }, /from/],
    [{ idleTimeout: -1 }, /idleTimeout must be positive/],
    [{ idleTimeout: { days: 100 } }, /idleTimeout must not be longer than absoluteTimeout/],
  ])('%j is refused by name', (options, message) => {
    expect(make(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(make(options)).toThrow(message);
  });

  it.each<object>([
    { rolling: true, resave: false, unset: 'destroy', proxy: undefined },
    { unset: '' },
    { name: undefined, key: undefined, store: undefined, cookie: undefined, owner: undefined, unset: undefined },
    { cookie: { secure: 'auto', sameSite: 'auto', priority: 'low', maxAge: null, expires: false } },
    { cookie: () => ({}) },
    { cookie: null, name: '' },
    { idleTimeout: { days: 1 }, absoluteTimeout: Infinity, storeTimeout: 1000, errorTimeout: 1000 },
    { genid: undefined },
  ])('%j is accepted', (options) => {
    expect(make(options)()).toBeTypeOf('function');
  });

  it('that belongs to a SessionManager in store is refused, and the manager is used', () => {
    const store = new SessionManager({ store: new MemorySessionStore() });
    expect(make({ store, idleTimeout: 5000 })).toThrow(/idleTimeout belongs to the SessionManager in store/);
    expect(make({ store, from: new MemoryStore() })).toThrow(/from is not possible with a SessionManager/);
    expect(mount({ store }).middleware.sessions).toBe(store);
  });
});

describe('a warning', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** Returns the codes of the warnings that these options cause in a new process, when they are given twice. */
  async function warningsOf(options: object): Promise<unknown[]> {
    vi.resetModules();
    const fresh = await import('./session.js');
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue();
    for (let times = 0; times < 2; times++) fresh.session({ secret: 'cat', ...options });
    return emitWarning.mock.calls.map(([, given]) => (given as unknown as { code: string }).code);
  }

  it.each<[object, string[]]>([
    [{ saveUninitialized: false, resave: false }, []],
    [{ saveUninitialized: true }, []],
    [{}, ['SESS_SAVE_UNINITIALIZED']],
    [{ saveUninitialized: false, resave: true }, ['SESS_RESAVE']],
    [{ secret: undefined, saveUninitialized: false }, ['SESS_SECRET_MISSING']],
    [{ saveUninitialized: false, cookie: { signed: true } }, ['SESS_COOKIE_OPTION']],
  ])('for %j is given once', async (options, codes) => {
    expect(await warningsOf(options)).toEqual(codes);
  });
});
