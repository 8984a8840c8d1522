import type { SealedSubject } from '@sess/conformance';
import { MemorySessionStore, StoreError } from '@sess/core';
import { CookieSessionStore, type CookieSessionStoreOptions, keyedRevocations } from '../src/index.js';

type Options = Partial<CookieSessionStoreOptions>;
type SealedOpening = Parameters<SealedSubject['open']>[0];

const strong = { name: 'one', secret: '8sXhU6hhyQ1vY7kq0p3Gd7vV0o0n5yJm1cQe2b4Zr9w' };

function optionsFor({ clock, keys, nextKeys, purpose }: SealedOpening, more: Options): CookieSessionStoreOptions {
  return { ...more, clock, purpose, keys: [...keys, ...nextKeys.map((key) => ({ ...key, next: true }))] };
}

/** The store with the options that most applications use. */
export function cookieSubject(name: string, more: Options = {}): SealedSubject {
  return {
    kind: 'sealed',
    name,
    claims: ['diagnose', 'purposes', 'next keys', ...((more.maxCookies ?? 1) > 1 ? (['chunks'] as const) : [])],
    open: (opening) => new CookieSessionStore(optionsFor(opening, more)),
    construct: (options) => new CookieSessionStore({ keys: [strong], ...options }),
    openUnreachable: (opening) =>
      new CookieSessionStore({
        ...optionsFor(opening, more),
        keys: () => Promise.reject(new Error('no route to the secret manager')),
      }),
  };
}

/** The store with revocations, which all its instances keep in one shared store. */
export function revokingSubject(name: string, more: Options = {}): SealedSubject {
  const server = new MemorySessionStore();
  const subject = cookieSubject(name, more);
  return {
    ...subject,
    claims: [...(subject.claims ?? []), 'revoke'],
    open: (opening) => {
      const { clock } = opening;
      const revocations = keyedRevocations(new MemorySessionStore({ shareWith: server, clock }), { clock });
      return new CookieSessionStore({ ...optionsFor(opening, more), revocations });
    },
    openUnreachable: (opening) =>
      new CookieSessionStore({
        ...optionsFor(opening, more),
        revocations: {
          isRevoked: () => Promise.reject(new StoreError('down', { outcome: 'not-applied' })),
          revoke: () => Promise.reject(new StoreError('down', { outcome: 'unknown' })),
        },
      }),
  };
}
