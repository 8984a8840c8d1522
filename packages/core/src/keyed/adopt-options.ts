import type { CallOptions } from '../contract/call-options.js';
import { SessionError } from '../contract/errors.js';
import type { CookiePlace } from '../cookie/cookie-policy.js';
import { foreignRemoval } from '../cookie/foreign-removal.js';
import { refuseUnknownOptions } from '../options/option-names.js';

/** A live session of another framework, to be taken over under a new key. */
export interface AdoptedSession<Data extends object> {
  readonly data: Partial<Data>;
  /** A number is turned into a string. */
  readonly owner?: string | number | undefined;
}

/**
 * How live sessions of another framework are taken over, each once.
 *
 * A session is adopted when a request comes with its cookie and without a live one of ours. It is stored under a new key with that
 * request's commit, and a record without data stays behind in the store, under a digest of the other framework's session id: from
 * then on the other cookie brings nobody back, whatever has become of our session. For 60 seconds it works on the session that was
 * made of it, because a browser sends several requests at once; those answers set no cookie.
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
   * The other framework's cookie: its exact name, with path and domain where it was set with them. A visitor without it costs
   * nothing. It is expired with each cookie of ours that is set or removed.
   */
  readonly cookie: string | (CookiePlace & { readonly name: string });
  /**
   * Returns the other framework's own id of the session that a cookie names, or nothing for a cookie that is not one of its own.
   * Check its signature here. `value` is percent-decoded. Two cookies of one session must give the same id.
   *
   * @defaultValue the value itself
   */
  readonly identify?: (
    value: string,
    cookieHeader: string,
  ) => Promise<string | false | null | undefined> | string | false | null | undefined;
  /**
   * Loads that session, or nothing when it is over. Called at most once for each session that is adopted, unless storing it fails,
   * and for the cookies of sessions that are over. Bounded by `storeTimeout`; a rejection is a {@link StoreError}, never "no session".
   */
  readonly load: (
    id: string,
    options: CallOptions,
  ) => Promise<AdoptedSession<Data> | null | undefined> | AdoptedSession<Data> | null | undefined;
  /**
   * Ends it in the other framework, once it has been adopted or signed out here. Bounded by `storeTimeout`; a failure is a
   * `foreign-not-ended` event and nobody's error. It may be called twice.
   *
   * @defaultValue it stays there until it ends by itself, open to requests that the other framework serves
   */
  readonly end?: (id: string, options: CallOptions) => unknown;
}

/** @throws {@link SessionError} `INVALID_OPTION` */
export function checkAdoptOptions(given: AdoptOptions<object> | undefined): void {
  if (given === undefined) return;
  if (typeof given === 'function')
    refuse('adopt', 'is an object: { cookie: the name of the other cookie, load(id), end(id) }');
  refuseUnknownOptions('adopt', given, ['cookie', 'identify', 'load', 'end']);
  if (typeof given.cookie === 'object') refuseUnknownOptions('adopt.cookie', given.cookie, ['name', 'path', 'domain']);
  if (!given.cookie || !nameOf(given)) refuse('adopt.cookie', "must be the name of the other framework's cookie");
  if (typeof given.load !== 'function') refuse('adopt.load', 'must be a function');
  for (const name of ['identify', 'end'] as const)
    if (given[name] !== undefined && typeof given[name] !== 'function') refuse(`adopt.${name}`, 'must be a function');
  foreignRemoval(given.cookie);
}

function nameOf({ cookie }: AdoptOptions<object>): unknown {
  return typeof cookie === 'string' ? cookie : cookie.name;
}

function refuse(option: string, problem: string): never {
  throw new SessionError('INVALID_OPTION', `SessionManager: ${option} ${problem}.`);
}
