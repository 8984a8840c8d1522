import {
  type CommonOptions,
  refuseUnknownOptions,
  SessionError,
  type SessionManager,
  type SessionStore,
} from '@sess/core';
import type { CookieOptions } from './cookie.js';
import type { IncomingRequest } from './incoming-request.js';
import type { ForeignStore } from './moving/foreign-store.js';
import { type OwnerOf, passportUser } from './session-object/owner.js';
import type { MemoryStore } from './store/memory-store.js';
import type { Secret, Secrets } from './signed-cookie.js';
import { warnOnce } from './warn-once.js';

/** Options of the manager that `session()` makes. A manager in `store` has its own. */
type ManagerOptions = Omit<CommonOptions<Record<string, unknown>>, 'store' | 'cookie' | 'adopt'>;

/** The options of `session()`: those of express-session, and some of ours. */
export interface SessionOptions extends ManagerOptions {
  /** Signs the cookie. Of several secrets the first signs, and all are accepted. @defaultValue `req.secret` */
  readonly secret?: string | Buffer | readonly (string | Buffer)[] | undefined;
  /** @defaultValue in memory */
  readonly store?: SessionStore | SessionManager | MemoryStore | undefined;
  /** A store of express-session, whose live sessions are taken over, each once. @defaultValue none */
  readonly from?: ForeignStore | undefined;
  /** The name of the cookie. @defaultValue `'connect.sid'` */
  readonly name?: string | undefined;
  /** Another word for `name`. */
  readonly key?: string | undefined;
  readonly cookie?: CookieOptions | ((request: IncomingRequest) => CookieOptions) | undefined;
  /**
   * Whether to believe `X-Forwarded-Proto`.
   *
   * @defaultValue Express's `trust proxy`
   */
  readonly proxy?: boolean | undefined;
  /** Sends the cookie with each response of a live session, so that its time begins anew. @defaultValue `false` */
  readonly rolling?: boolean | undefined;
  /** Stores the session of a visitor for whom nothing was stored. @defaultValue `true`, with a warning */
  readonly saveUninitialized?: boolean | undefined;
  /** Has no meaning here: an unchanged session is never written. */
  readonly resave?: boolean | undefined;
  /** Whether `delete req.session` and `req.session = null` end the session. @defaultValue `'keep'` */
  readonly unset?: 'keep' | 'destroy' | undefined;
  /** Returns the owner of a session with that data. @defaultValue Passport's user */
  readonly owner?: OwnerOf | undefined;
  /** `'lazy'`: `req.session` can be used after `await middleware.load(req)`. @defaultValue `'eager'` */
  readonly load?: 'eager' | 'lazy' | undefined;
}

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
] as const satisfies readonly (keyof SessionOptions)[];

/** @throws {@link SessionError} `INVALID_OPTION`, naming the option */
export function settingsOf(given: SessionOptions): Settings {
  if ('genid' in given && given.genid !== undefined) {
    refuse(
      'genid',
      'is not supported: the key in the cookie must be random, and the store must not know it. For an id to show, use req.session.id',
    );
  }
  refuseUnknownOptions('session', { ...given, genid: undefined }, [...ownOptions, ...managerOptions, 'genid']);
  const { cookie = {}, owner = passportUser, unset = 'keep', load = 'eager', saveUninitialized } = given;
  if (typeof cookie !== 'function' && (typeof cookie !== 'object' || cookie === null))
    refuse('cookie', 'must be an object, or a function of the request that returns one');
  if (typeof owner !== 'function') refuse('owner', 'must be a function of the data');
  if (unset && unset !== 'keep' && unset !== 'destroy') refuse('unset', 'must be "keep" or "destroy"');
  if (load !== 'eager' && load !== 'lazy') refuse('load', 'must be "eager" or "lazy"');
  if (saveUninitialized === undefined) {
    warnOnce(
      'SESS_SAVE_UNINITIALIZED',
      'session: choose saveUninitialized. It is true, as in express-session: every visitor gets a record and a cookie. ' +
        'With saveUninitialized: false only those get one for whom something is stored.',
    );
  }
  if (given.resave)
    warnOnce(
      'SESS_RESAVE',
      'session: resave has no meaning, because an unchanged session is never written. Remove it.',
    );
  return {
    given,
    name: given.name || given.key || 'connect.sid',
    secrets: secretsOf(given.secret),
    cookie,
    proxy: given.proxy,
    rolling: Boolean(given.rolling),
    savesUninitialized: saveUninitialized ?? true,
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
  const name = [...managerOptions, 'from' as const].find((each) => given[each] !== undefined);
  if (name)
    refuse(name, `belongs to the SessionManager that is the store. Give it${name === 'from' ? ' as adopt' : ''} there`);
}

export function secretsOf(given: SessionOptions['secret']): Secrets | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.length === 0) refuse('secret', 'must not be an empty array');
  if (!list.every((secret) => (typeof secret === 'string' && secret !== '') || secret instanceof Uint8Array))
    refuse('secret', 'must be a string or a Buffer, or an array of them');
  return list as readonly Secret[] as Secrets;
}

function refuse(option: string, problem: string): never {
  throw new SessionError('INVALID_OPTION', `session: ${option} ${problem}.`);
}
