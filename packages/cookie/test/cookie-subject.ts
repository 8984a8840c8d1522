import type { SealedSubject } from '@sess/conformance';
import { MemorySessionStore, StoreError } from '@sess/core';
import { CookieSessionStore, type CookieSessionStoreOptions, keyedRevocations } from '../src/index.js';

type Options = Partial<CookieSessionStoreOptions>;

const strong = { name: 'one', secret: '8sXhU6hhyQ1vY7kq0p3Gd7vV0o0n5yJm1cQe2b4Zr9w' };

/** The store as most will use it, and with everything on. */
export function cookieSubject(name: string, more: Options = {}): SealedSubject {
  return {
    kind: 'sealed',
    name,
    claims: ['purposes', 'next keys', ...((more.maxCookies ?? 1) > 1 ? (['chunks'] as const) : [])],
    open: ({ clock, keys, nextKeys, purpose }) =>
      new CookieSessionStore({
        ...more,
        clock,
        purpose,
        keys: [...keys, ...nextKeys.map((key) => ({ ...key, next: true }))],
      }),
    construct: (options) => new CookieSessionStore({ keys: [strong], ...options }),
    openUnreachable: ({ clock, purpose }) =>
      new CookieSessionStore({
        ...more,
        clock,
        purpose,
        keys: () => Promise.reject(new Error('no route to the secret manager')),
      }),
  };
}

/** Sign-outs that hold against a replay, kept in a store that all instances share. */
export function revokingSubject(name: string, more: Options = {}): SealedSubject {
  const server = new MemorySessionStore();
  const subject = cookieSubject(name, more);
  return {
    ...subject,
    claims: [...(subject.claims ?? []), 'revoke'],
    open: ({ clock, keys, nextKeys, purpose }) =>
      new CookieSessionStore({
        ...more,
        clock,
        purpose,
        keys: [...keys, ...nextKeys.map((key) => ({ ...key, next: true }))],
        revocations: keyedRevocations(new MemorySessionStore({ shareWith: server, clock }), { clock }),
      }),
    openUnreachable: ({ clock, keys, purpose }) =>
      new CookieSessionStore({
        ...more,
        clock,
        keys,
        purpose,
        revocations: {
          isRevoked: () => Promise.reject(new StoreError('down', { outcome: 'not-applied' })),
          revoke: () => Promise.reject(new StoreError('down', { outcome: 'unknown' })),
        },
      }),
  };
}
