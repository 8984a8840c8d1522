import { storedSettings } from './cookie-settings.js';
import { KeyObject } from 'node:crypto';
import { refuseUnknownOptions, SessionError } from '@sess/core';
import { Cookie, type CookieOptions } from './cookie.js';
import type { IncomingRequest } from './incoming-request.js';
import type { ManagerOptions, SessionOptions } from './options.js';
import { type OwnerOf, passportUser } from './session-object/owner.js';
import type { Secret, Secrets } from './signed-cookie.js';
import { warnOnce } from './warn-once.js';

/** The options, checked and with their defaults. */
export interface Settings {
  readonly given: SessionOptions;
  readonly name: string;
  readonly secrets: Secrets | undefined;
  readonly cookie: CookieOptions | ((request: IncomingRequest) => CookieOptions);
  readonly proxy: boolean | undefined;
  readonly rolling: boolean;
  readonly savesUninitialized: boolean;
  readonly unsetEnds: boolean;
  readonly owner: OwnerOf;
  readonly load: 'eager' | 'lazy';
  readonly now: () => number;
}

/** Options that belong to the manager. */
const managerOptions = [
  'serializer',
  'formerSerializers',
  'idleTimeout',
  'absoluteTimeout',
  'renewEvery',
  'storeTimeout',
  'renew',
  'onConflict',
  'onInterrupted',
  'onCorrupt',
  'attributes',
  'hashIds',
  'clock',
] as const satisfies readonly (keyof ManagerOptions)[];

const ownOptions = [
  'secret',
  'store',
  'from',
  'name',
  'key',
  'cookie',
  'proxy',
  'rolling',
  'saveUninitialized',
  'resave',
  'unset',
  'owner',
  'load',
  'errorTimeout',
] as const satisfies readonly (keyof SessionOptions)[];

const cookieOptions = ['maxAge', 'expires', ...storedSettings] as const satisfies readonly (keyof CookieOptions)[];

/** @throws {@link SessionError} `INVALID_OPTION`, naming the option */
export function settingsOf(given: SessionOptions): Settings {
  refuseOptions(given);
  const { owner = passportUser, unset = 'keep', load = 'eager', saveUninitialized = true } = given;
  const cookie = given.cookie || {};
  const name = given.name || given.key || 'connect.sid';
  checkName(name);
  if (typeof cookie !== 'function') checkCookie(cookie);
  if (typeof owner !== 'function') refuse('owner', 'must be a function of the data');
  if (unset && unset !== 'keep' && unset !== 'destroy') refuse('unset', 'must be "keep" or "destroy"');
  const proxy: unknown = given.proxy ?? undefined;
  if (proxy !== undefined && typeof proxy !== 'boolean') refuse('proxy', 'must be true, false or undefined');
  if (load !== 'eager' && load !== 'lazy') refuse('load', 'must be "eager" or "lazy"');
  const secrets = secretsOf(given.secret);
  warnOf(given, secrets);
  return {
    given,
    name,
    secrets,
    cookie,
    proxy,
    rolling: Boolean(given.rolling),
    savesUninitialized: saveUninitialized,
    unsetEnds: unset === 'destroy',
    owner,
    load,
    now: given.clock ?? Date.now,
  };
}

/** Returns the options for the manager that `session()` makes. */
export function managerOptionsIn(given: SessionOptions): ManagerOptions {
  const entries = managerOptions.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]));
  return Object.fromEntries(entries) as ManagerOptions;
}

/** @throws {@link SessionError} `INVALID_OPTION` for an option that belongs to the manager in `store` */
export function refuseManagerOptions(given: SessionOptions): void {
  const name = managerOptions.find((each) => given[each] !== undefined);
  if (name) refuse(name, 'belongs to the SessionManager in store. Give it to that one');
  if (given.from) refuse('from', 'is not possible with a SessionManager in store. Give that one the option adopt');
}

/**
 * Returns the secrets that a value of the option stands for, or of `req.secret`.
 *
 * @throws {@link SessionError} `INVALID_OPTION` for what cannot be a secret
 */
export function secretsOf(given: SessionOptions['secret']): Secrets | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  const list = (Array.isArray(given) ? given : [given]) as readonly Secret[];
  if (list.length === 0) refuse('secret', 'must not be an empty array');
  if (!list.every(isSecret)) refuse('secret', 'must be a string, a Buffer or a KeyObject, or an array of them');
  return list as unknown as Secrets;
}

function isSecret(secret: unknown): boolean {
  return (typeof secret === 'string' && secret !== '') || secret instanceof Uint8Array || secret instanceof KeyObject;
}

function refuseOptions(given: SessionOptions): void {
  const { genid, ...others } = given as SessionOptions & { readonly genid?: unknown };
  if (genid !== undefined) {
    refuse(
      'genid',
      'is not supported. The cookie holds a random key that the store never sees, and req.session.id is made from it. ' +
        'Keep an id of your own in the data, or in the option attributes',
    );
  }
  const ofCookie = cookieOptions.find((name) => name in others);
  if (ofCookie) refuse(ofCookie, `is a setting of the cookie. Pass { cookie: { ${ofCookie}: … } }`);
  refuseUnknownOptions('session', others, [...ownOptions, ...managerOptions]);
}

function checkName(name: string): void {
  try {
    new Cookie().serialize(name, '');
  } catch {
    refuse('name', 'must be the name of a cookie: letters, digits, "-", "_" and "."');
  }
}

function checkCookie(given: CookieOptions): void {
  if (typeof given !== 'object') refuse('cookie', 'must be an object, or a function of the request that returns one');
  const { signed, encode, ...cookie } = given as CookieOptions & {
    readonly signed?: unknown;
    readonly encode?: unknown;
  };
  if (signed !== undefined || encode !== undefined)
    warnOnce('SESS_COOKIE_OPTION', 'session: cookie.signed and cookie.encode have no effect, as in express-session.');
  refuseUnknownOptions('session.cookie', cookie, cookieOptions);
  const { maxAge, secure, sameSite, expires } = cookie;
  if (typeof maxAge === 'string' || Number.isNaN(Number(maxAge ?? 0)))
    refuse('cookie.maxAge', 'must be a number of milliseconds, or null');
  if (expires instanceof Date && Number.isNaN(expires.getTime())) refuse('cookie.expires', 'must be a valid date');
  if (secure !== undefined && typeof secure !== 'boolean' && secure !== 'auto')
    refuse('cookie.secure', 'must be true, false or "auto"');
  try {
    new Cookie({ ...cookie, ...(sameSite === 'auto' && { sameSite: 'lax' }) }).serialize('name', '');
  } catch (error) {
    refuse('cookie', `has a value that cannot be sent: ${(error as Error).message}`);
  }
}

function warnOf({ saveUninitialized, resave }: SessionOptions, secrets: Secrets | undefined): void {
  if (!secrets) {
    warnOnce(
      'SESS_SECRET_MISSING',
      'session: secret is missing or empty. Requests fail, unless cookie-parser with a secret comes before.',
    );
  }
  if (saveUninitialized === undefined) {
    warnOnce(
      'SESS_SAVE_UNINITIALIZED',
      'session: choose saveUninitialized. Left out it is true, as in express-session: every visitor gets a stored session ' +
        'and a cookie. With false, only those get one for whom something is stored.',
    );
  }
  if (resave) {
    warnOnce(
      'SESS_RESAVE',
      'session: resave has no effect, because an unchanged session is never written. Leave it out.',
    );
  }
}

function refuse(option: string, problem: string): never {
  throw new SessionError('INVALID_OPTION', `session: ${option} ${problem}.`);
}
