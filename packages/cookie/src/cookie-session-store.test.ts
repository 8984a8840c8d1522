import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import type { SealedRecord } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { CookieSessionStore, type CookieSessionStoreOptions, type SealingKey } from './index.js';

const now = 1_800_000_000_000;
const context = { cookieName: '__Host-sid' };
const key = (name: string): SealingKey => ({ name, secret: randomBytes(32).toString('base64url') });
const [a, b] = [key('a'), key('b')];

const record: SealedRecord = {
  id: '0123456789abcdef0123456789abcdef01234567',
  payload: '{"v":1,"data":{"visits":1},"idle":60000}',
  createdAt: now,
  expiresAt: now + 60_000,
  owner: 'ada',
};

function build(options: Partial<CookieSessionStoreOptions> = {}): CookieSessionStore {
  return new CookieSessionStore({ keys: [a], clock: () => now, ...options });
}

describe('a cookie store', () => {
  it('is synchronous on Node, so that no session waits unnecessarily', () => {
    const store = build();
    const token = store.seal(record, context);
    expect(typeof token).toBe('string');
    expect(store.unseal(token as string, context)).toEqual({ record, reseal: false });
  });

  it('makes tokens that fit its cookies, and states its limit', async () => {
    for (const maxCookies of [1, 2, 3, 4]) {
      const store = build({ maxCookies });
      const { maxPayloadBytes } = store.limits;
      const token = await store.seal({ ...record, payload: 'x'.repeat(maxPayloadBytes) }, context);
      expect(token.length).toBeLessThan(maxCookies * 4000);
      const seal = () => store.seal({ ...record, payload: 'é'.repeat(maxPayloadBytes / 2 + 1) }, context);
      expect(seal).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }) as Error);
      expect(seal).toThrow(/is \d+ bytes long.*keeps \d+.*maxCookies/);
    }
  });

  it('hides small differences in length, and compresses only on request', async () => {
    const lengthOf = async (payload: string, options = {}) =>
      (await build(options).seal({ ...record, payload }, context)).length;
    const lengths = await Promise.all([0, 1, 2, 3].map((more) => lengthOf('x'.repeat(10 + more))));
    expect(new Set(lengths).size).toBe(1);
    expect(await lengthOf('x', { padTo: 1 })).toBeLessThan(await lengthOf('xxx', { padTo: 1 }));
    const repeated = 'tea,'.repeat(300);
    expect(await lengthOf(repeated, { compress: true })).toBeLessThan((await lengthOf(repeated)) / 4);
    const store = build({ compress: true });
    const token = await store.seal({ ...record, payload: repeated }, context);
    expect(await build().unseal(token, context)).toEqual({ record: { ...record, payload: repeated }, reseal: false });
  });

  it.each<[string, object]>([
    ['Did you mean keys', { key: 'secret' }],
    ['CookieSessionStore.keys has no key', { keys: [] }],
    ['keys must be an array', { keys: 'secret' }],
    ['keys must be an array', { keys: undefined }],
    ['purpose must be a string', { purpose: 5 }],
    ['maxCookies must be', { maxCookies: 5 }],
    ['maxCookies must be', { maxCookies: '2' }],
    ['compress must be', { compress: 'yes' }],
    ['padTo must be', { padTo: 0 }],
    ['padTo must be', { padTo: 1.5 }],
    ['clock must be', { clock: now }],
    ['revocations must have', { revocations: new Map() }],
    ['revocations must have', { revocations: null }],
    ['revocations must not be undefined', { revocations: undefined }],
  ])('refuses invalid options: %s', (message, wrong) => {
    const construct = () => build(wrong);
    expect(construct).toThrow(message);
    expect(construct).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }) as Error);
  });

  it('shows no secret when it is printed', () => {
    expect(inspect(build(), { depth: 9, showHidden: true })).not.toContain(a.secret);
  });
});

describe('revocations', () => {
  it.each([undefined, null, 0, '', 'yes'])(
    'that return %j instead of true or false are refused immediately',
    async (returned) => {
      const store = build({
        revocations: { isRevoked: () => returned as never, revoke: () => undefined },
      });
      const token = await store.seal(record, context);
      const opening = (async () => store.unseal(token, context))();
      await expect(opening).rejects.toMatchObject({ code: 'INVALID_OPTION' });
      await expect(opening).rejects.toThrow('isRevoked must return true or false');
    },
  );
});

describe('keys that are a function', () => {
  it('are requested for each cookie, so a rotation needs no restart', async () => {
    let keys = [a];
    const store = build({ keys: () => keys });
    const token = await store.seal(record, context);
    keys = [b, a];
    expect(await store.unseal(token, context)).toEqual({ record, reseal: true });
    const again = await store.seal(record, context);
    keys = [b];
    expect(await store.unseal(token, context)).toBeUndefined();
    expect(await store.unseal(again, context)).toEqual({ record, reseal: false });
  });

  it('are checked again after a change in place, so that a removed key is not used', async () => {
    const keys = [{ ...b }, { ...a }];
    const store = build({ keys: () => keys });
    const token = await build().seal(record, context);
    expect(await store.unseal(token, context)).toEqual({ record, reseal: true });
    keys.reverse();
    expect(await store.unseal(token, context)).toEqual({ record, reseal: false });
    keys[0]!.name = 'c';
    expect(await store.unseal(token, context)).toBeUndefined();
    keys.shift();
    expect(await store.unseal(token, context)).toBeUndefined();
  });

  it('are checked once while they stay the same, even in a new array each time', async () => {
    let reads = 0;
    const secret = a.secret;
    const counted = {
      name: 'a',
      get secret() {
        reads++;
        return secret;
      },
    };
    const store = build({ keys: () => [counted] });
    const token = await store.seal(record, context);
    const before = reads;
    for (let round = 0; round < 10; round++) await store.unseal(token, context);
    expect(reads - before).toBe(10);
  });

  it('may be in any kind of promise', async () => {
    // From another realm, so it is not an instance of this realm's Promise.
    const later = runInNewContext('(value) => Promise.resolve(value)') as <T>(value: T) => Promise<T>;
    expect(later(1)).not.toBeInstanceOf(Promise);
    const store = build({ keys: () => later([a]) });
    expect(await store.unseal(await store.seal(record, context), context)).toEqual({ record, reseal: false });
    const revocations = { isRevoked: () => later(false), revoke: () => later(undefined) };
    const watched = build({ revocations });
    expect(await watched.unseal(await watched.seal(record, context), context)).toEqual({ record, reseal: false });
  });

  it('may be asynchronous', async () => {
    const store = build({ keys: () => Promise.resolve([a]) });
    expect(await store.unseal(await store.seal(record, context), context)).toEqual({ record, reseal: false });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no route');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no route'))],
  ] as const)('cause an error and no sign-out when the function %s', async (_, keys) => {
    const store = build({ keys });
    const token = await build().seal(record, context);
    const isDown = {
      code: 'STORE',
      status: 503,
      outcome: 'not-applied',
      cause: expect.objectContaining({ message: 'no route' }),
    };
    await expect((async () => store.unseal(token, context))()).rejects.toMatchObject(isDown);
    await expect((async () => store.seal(record, context))()).rejects.toMatchObject(isDown);
  });

  it('are refused as INVALID_OPTION, not as an outage, when one is weak', async () => {
    const store = build({ keys: () => [{ name: 'a', secret: 'keyboard cat' }] });
    const sealing = (async () => store.seal(record, context))();
    await expect(sealing).rejects.toMatchObject({ code: 'INVALID_OPTION', status: 500 });
  });
});
