import type { CallOptions } from '../contract/call-options.js';
import type { CookiePlace } from '../cookie/cookie-policy.js';
import { foreignRemoval } from '../cookie/foreign-removal.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import { refuseManagerOption } from '../options/refuse-manager-option.js';
import type { ExpireOptions } from '../session/session-end.js';

/** A live session of another framework that is to be adopted under a new key. */
export interface AdoptedSession<Data extends object> {
  readonly data: Partial<Data>;
  /** A number is converted to a string. */
  readonly owner?: string | number | undefined;
  /** When it ends, as for `session.expire`. @defaultValue `'default'` */
  readonly expire?: ExpireOptions | undefined;
}

/**
 * How live sessions of another framework are adopted, each once.
 *
 * A session is adopted when a request has its cookie, and no live session of ours. That request's commit stores it
 * under a new key. A record without data stays in the store, under a digest of the other framework's session id: from
 * then on the other cookie no longer signs the visitor in, whatever happens to our session. For 60 seconds it still
 * leads to the adopted session, because a browser sends several requests at once; their responses set no cookie.
 *
 * @example
 * ```ts
 * import { MemorySessionStore, SessionManager } from '@sess/core';
 *
 * declare const old: {
 *   unsign(cookie: string): string | false;
 *   get(id: string): Promise<{ cart: string[]; user?: string } | undefined>;
 *   destroy(id: string): Promise<void>;
 * };
 * export const sessions = new SessionManager<{ cart: string[] }>({
 *   store: new MemorySessionStore(),
 *   adopt: {
 *     cookie: 'connect.sid',
 *     identify: (value) => old.unsign(value.slice(2)), // 's:' comes before the id and its signature
 *     async load(id) {
 *       const session = await old.get(id);
 *       return session && { data: { cart: session.cart }, owner: session.user };
 *     },
 *     end: (id) => old.destroy(id),
 *   },
 * });
 * ```
 */
export interface AdoptOptions<Data extends object> {
  /**
   * The other framework's cookie: its exact name, with path and domain if it was set with them. A visitor without it
   * costs nothing. It is removed whenever a cookie of ours is set or removed.
   */
  readonly cookie: string | (CookiePlace & { readonly name: string });
  /**
   * Returns the other framework's id of the session that a cookie identifies, or nothing for a foreign cookie. Check
   * its signature here. `value` is percent-decoded. Two cookies of one session must give the same id.
   *
   * @defaultValue the value itself
   */
  readonly identify?: (
    value: string,
    cookieHeader: string,
  ) => Promise<string | false | null | undefined> | string | false | null | undefined;
  /**
   * Loads that session, or returns nothing if it has ended. Called at most once for each adopted session, unless
   * storing it fails, and for the cookies of ended sessions. Limited by `storeTimeout`. A rejection becomes a {@link
   * StoreError}, never "no session".
   */
  readonly load: (
    id: string,
    options: CallOptions,
  ) => Promise<AdoptedSession<Data> | null | undefined> | AdoptedSession<Data> | null | undefined;
  /**
   * Ends the session in the other framework after it was adopted or signed out here. Limited by `storeTimeout`.
   * Failures are reported by the `foreign-not-ended` event and never thrown. It may be called twice.
   *
   * @defaultValue the session stays there until it ends by itself, and the other framework still accepts it
   */
  readonly end?: (id: string, options: CallOptions) => unknown;
}

/** @throws {@link SessionError} `INVALID_OPTION` */
export function checkAdoptOptions(given: AdoptOptions<object> | undefined): void {
  if (given === undefined) return;
  if (typeof given === 'function')
    refuseManagerOption('adopt', 'is an object: { cookie: the name of the other cookie, load(id), end(id) }');
  refuseUnknownOptions('adopt', given, ['cookie', 'identify', 'load', 'end']);
  if (typeof given.cookie === 'object') refuseUnknownOptions('adopt.cookie', given.cookie, ['name', 'path', 'domain']);
  const cookieName: unknown = typeof given.cookie === 'object' ? given.cookie.name : given.cookie;
  if (!cookieName) refuseManagerOption('adopt.cookie', "must be the name of the other framework's cookie");
  if (typeof given.load !== 'function') refuseManagerOption('adopt.load', 'must be a function');
  for (const name of ['identify', 'end'] as const)
    if (given[name] !== undefined && typeof given[name] !== 'function')
      refuseManagerOption(`adopt.${name}`, 'must be a function');
  foreignRemoval(given.cookie);
}
