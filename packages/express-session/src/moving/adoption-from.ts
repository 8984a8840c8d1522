import type { AdoptedSession, AdoptOptions } from '@sess/core';
import type { OwnerOf } from '../session-object/owner.js';
import { callForeignStore, checkForeignStore, type ForeignStore } from './foreign-store.js';

/** What the taking over of express-session's sessions depends on. */
export interface AdoptionSettings {
  /** Returns whose session that data belongs to. */
  readonly owner: OwnerOf;
  /** The `maxAge` in milliseconds of a session that sets none of its own. */
  readonly maxAge?: number | null | undefined;
  /** @defaultValue `Date.now` */
  readonly clock?: (() => number) | undefined;
}

/** The name under which core is given the ids of express-session. No browser ever sees this cookie. */
export const formerCookieName = 'express-session-id';

/**
 * Returns the pairs of a `Cookie` header that give core what came in the signed cookie, with the signature checked and
 * removed. The keys of our sessions are among them, because `genid` may have made ids of the same form. Core looks for
 * a session of ours first.
 */
export function formerCookies(unsigned: readonly string[]): string[] {
  return unsigned.map((id) => `${formerCookieName}=${encodeURIComponent(id)}`);
}

/**
 * Returns how the sessions in a store of express-session are taken over, each once.
 *
 * @throws `SessionError` `INVALID_OPTION` for what is not such a store
 */
export function adoptionFrom(
  store: ForeignStore,
  settings: AdoptionSettings,
): AdoptOptions<Record<string, unknown>> & { readonly cookie: string } {
  checkForeignStore(store);
  return {
    cookie: formerCookieName,
    async load(id) {
      const session = await loadSession(store, id);
      return session && adoptedFrom(session, store, settings);
    },
    end: (id) => callForeignStore(store, 'destroy', id),
  };
}

async function loadSession(store: ForeignStore, id: string): Promise<Record<string, unknown> | undefined> {
  const session = await callForeignStore(store, 'get', id).catch((error: unknown) => {
    if (!isMissingFile(error)) throw error;
  });
  if (session === undefined || session === null) return undefined;
  if (typeof session !== 'object') throw new TypeError('The store in from returned a session that is not an object.');
  return session as Record<string, unknown>;
}

/** Whether a store of files has none for that id, which to express-session is no session. A missing socket is not. */
function isMissingFile(error: unknown): boolean {
  const { code, syscall } = Object(error) as NodeJS.ErrnoException;
  return code === 'ENOENT' && syscall !== 'connect';
}

function adoptedFrom(
  session: Record<string, unknown>,
  store: ForeignStore,
  { owner, maxAge, clock = Date.now }: AdoptionSettings,
): AdoptedSession<Record<string, unknown>> | undefined {
  const { cookie, ...data } = session;
  const { originalMaxAge = null, expires } = Object(cookie) as ForeignCookie;
  // A store with `touch` moves its own deadline, and not the one in the session: then only the store knows the end.
  const isDated = expires && typeof store.touch !== 'function';
  if (isDated && new Date(expires).getTime() <= clock()) return undefined;
  if (addsLastModified(store)) delete data['lastModified'];
  const adopted = { data, owner: owner(data) ?? undefined };
  if (isSame(originalMaxAge, maxAge)) return adopted;
  const expire = originalMaxAge === null ? undefined : { after: Math.max(originalMaxAge, shortestMaxAge) };
  return { ...adopted, data: { ...data, cookie: { originalMaxAge } }, expire };
}

/** What express-session stores of the cookie, as it comes from JSON or from a driver. */
interface ForeignCookie {
  readonly originalMaxAge?: number | null;
  readonly expires?: string | Date | false | null;
}

/** The shortest time, in milliseconds, that core accepts for a session. */
const shortestMaxAge = 1000;

/** Express-session computes `originalMaxAge` from two readings of the clock, so it is often a little too short. */
function isSame(originalMaxAge: number | null, maxAge: number | null | undefined): boolean {
  if (originalMaxAge === null || typeof maxAge !== 'number') return originalMaxAge === (maxAge ?? null);
  return Math.abs(originalMaxAge - maxAge) < 1000;
}

/** Whether this is connect-mongo, with the option that adds `lastModified` to a session and removes it from one. */
function addsLastModified({ options }: ForeignStore): boolean {
  return Number((Object(options) as { touchAfter?: unknown }).touchAfter) > 0;
}
