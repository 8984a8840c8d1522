import { type AdoptOptions, checkAdoptOptions } from '../keyed/adopt-options.js';
import type { Serializer } from '../contract/serializer.js';
import type { AttributeValue } from '../contract/session-record.js';
import type { SealedStore } from '../contract/sealed-store.js';
import type { SessionStore } from '../contract/session-store.js';
import type { CookieOptions } from '../cookie/cookie-policy.js';
import type { Duration } from '../options/duration.js';
import type { LifetimeOptions } from '../options/lifetimes.js';
import { refuseManagerOption } from '../options/refuse-manager-option.js';
import { jsonSerializer } from '../payload/json-serializer.js';
import { mostCookies } from '../sealed/token-cookies.js';
import { booleanRule, checkOptions, type OptionRule, type OptionRules } from '../store/check-options.js';
import type { ConflictingValues } from '../changes/change-replay.js';

/**
 * Decides conflicts, with a function for each key: it gets the conflicting values, and returns the value to keep, or
 * `undefined` to remove the key.
 */
export type ConflictResolvers<Data extends object> = {
  readonly [Key in keyof Data]?: (values: ConflictingValues<Data[Key]>) => Data[Key] | undefined;
};

/** The options of every manager. */
export interface CommonOptions<Data extends object> {
  readonly store: SessionStore;
  /** @defaultValue `jsonSerializer` */
  readonly serializer?: Serializer;
  /**
   * They read sessions that were stored before `serializer` replaced them. `serializer` stores such a session at its
   * next write or renewal. If the session holds something that `serializer` cannot keep, it is corrupt.
   *
   * @defaultValue none
   */
  readonly formerSerializers?: readonly Serializer[];
  /** Ends a session this long after the last request that loaded it. @defaultValue 14 days */
  readonly idleTimeout?: Duration;
  /** Ends a session this long after it began, used or not. For no limit, write `Infinity`. @defaultValue 90 days */
  readonly absoluteTimeout?: Duration;
  /**
   * Reads move the idle deadline at most once in this time.
   *
   * @defaultValue a twentieth of the idle timeout, at most a day
   */
  readonly renewEvery?: Duration;
  /**
   * The time limit of one store call, and of a whole commit: all its calls, and its wait for other commits of the
   * same session. If it ends before anything was sent, the commit fails with a {@link StoreError} whose outcome is
   * `not-applied`. Core may take half as long again to find out what happened to a write that used up the time, and
   * to clean up.
   *
   * @defaultValue 5 seconds
   */
  readonly storeTimeout?: Duration;
  readonly cookie?: CookieOptions;
  /**
   * Which requests move the idle deadline; others only read. It is called with what the middleware got, such as Hono's
   * `c`, whatever `sessions.get` was given.
   *
   * @defaultValue all but HEAD, OPTIONS and prefetches
   */
  readonly renew?: (request: object) => boolean;
  /**
   * What happens when two requests changed one data key in ways that do not merge. `'last-wins'`: the later commit's
   * value stays. `'error'`: the later commit fails with {@link SessionConflictError}. Or an object with a function
   * for each key; keys without one are last-wins.
   *
   * @defaultValue `'last-wins'`
   */
  readonly onConflict?: 'last-wins' | 'error' | ConflictResolvers<Data>;
  /**
   * What happens to a request whose session ended meanwhile. `'error'`: it fails with an {@link InterruptedError}.
   * `'discard'`: the response is sent and the changes are dropped; a key change still fails.
   *
   * @defaultValue `'error'`
   */
  readonly onInterrupted?: 'error' | 'discard';
  /**
   * What happens when a stored session cannot be read. `'discard'`: the visit is anonymous, with a new key once
   * something is stored. `'error'`: a {@link CorruptSessionError} is thrown. The record stays as it is in both cases.
   *
   * @defaultValue `'discard'`
   */
  readonly onCorrupt?: 'discard' | 'error';
  /** Returns the values for the store's extra columns, at each write; `undefined` leaves a column empty. */
  readonly attributes?: (data: Partial<Data>) => Readonly<Record<string, AttributeValue | undefined>>;
  /** Adopts live sessions of another framework, each once. Needs a keyed store, which remembers the adopted ones. */
  readonly adopt?: AdoptOptions<Data>;
  /**
   * `false`: the store sees the keys themselves. Use it only for tables shared with another framework. `edit`,
   * `inspect` and `revoke` then take the key. Ids in sessions, lists and logs are still digests, and calls with such
   * an id are `NOT_SUPPORTED`.
   *
   * @defaultValue `true`
   */
  readonly hashIds?: boolean;
  /** Epoch milliseconds; give the store the same one. @defaultValue `Date.now` */
  readonly clock?: () => number;
}

/**
 * More lifetimes, by name. Required if names are given as a type argument, and only then. The record keeps the name,
 * and today's numbers apply.
 */
export type NamedLifetimes<Name extends string> = [Name] extends [never]
  ? { readonly lifetimes?: 'lifetimes need their names as a second type: new SessionManager<Data, "remembered">(…)' }
  : { readonly lifetimes: Readonly<Record<Name, LifetimeOptions>> };

/** The options of a `SessionManager`. */
export type SessionManagerOptions<Data extends object, Name extends string = never> = CommonOptions<Data> &
  NamedLifetimes<Name>;

const functionRule: OptionRule = [(value) => typeof value === 'function', 'must be a function'];
const errorOrDiscard: OptionRule = [
  (value) => value === 'error' || value === 'discard',
  'must be "error" or "discard"',
];
/** For options with checks of their own: below, or where they are used. */
const unchecked: OptionRule = [() => true, ''];

const rules: OptionRules<CommonOptions<object> & { readonly lifetimes: unknown }> = {
  store: unchecked,
  serializer: unchecked,
  formerSerializers: unchecked,
  idleTimeout: unchecked,
  absoluteTimeout: unchecked,
  renewEvery: unchecked,
  storeTimeout: unchecked,
  cookie: unchecked,
  renew: functionRule,
  onConflict: [isConflictOption, 'must be "last-wins", "error" or an object of functions by key'],
  onInterrupted: errorOrDiscard,
  onCorrupt: errorOrDiscard,
  attributes: functionRule,
  adopt: unchecked,
  hashIds: booleanRule,
  clock: functionRule,
  lifetimes: unchecked,
};

/** @throws {@link SessionError} `INVALID_OPTION` that names the option. */
export function checkManagerOptions<Data extends object>(options: CommonOptions<Data>): void {
  checkOptions<object>('SessionManager', options, rules);
  const { store, serializer = jsonSerializer, formerSerializers = [] } = options;
  checkStore(store);
  if (store.kind === 'sealed') checkSealedOptions(options);
  checkAdoptOptions(options.adopt);
  checkSerializers(serializer, formerSerializers);
}

function isConflictOption(given: unknown): boolean {
  if (given === 'last-wins' || given === 'error') return true;
  if (typeof given !== 'object' || given === null) return false;
  return Object.values(given).every((each) => each === undefined || typeof each === 'function');
}

/** Checks the serializers. Each needs a name, because payloads name the serializer that can read them. */
function checkSerializers(serializer: Serializer, former: readonly Serializer[]): void {
  const list: unknown = former;
  if (!isSerializer(serializer))
    refuseManagerOption('serializer', 'must be an object with the methods serialize and deserialize');
  if (!isNamed(serializer)) refuseManagerOption('serializer', 'needs a name of a-z, 0-9 and "-"');
  if (!Array.isArray(list)) refuseManagerOption('formerSerializers', 'must be an array of serializers');
  if (!list.every(isSerializer))
    refuseManagerOption('formerSerializers', 'must be objects with the methods serialize and deserialize');
  if (!former.every(isNamed)) refuseManagerOption('formerSerializers', 'need names of a-z, 0-9 and "-"');
  const names = [serializer, ...former].map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice)
    refuseManagerOption('formerSerializers', `and serializer must have different names, and "${twice}" comes twice`);
}

function isSerializer(given: Partial<Serializer> | null): boolean {
  return typeof given?.serialize === 'function' && typeof given.deserialize === 'function';
}

function isNamed({ name }: { readonly name: unknown }): boolean {
  return typeof name === 'string' && /^[a-z][a-z0-9-]*$/.test(name);
}

/** Checks the store, for stores and callers without types. */
function checkStore(given: SessionStore | undefined): void {
  if (!given) refuseManagerOption('store', 'is missing: give it a session store, for example new MemorySessionStore()');
  const { kind } = given;
  if (kind !== 'keyed' && kind !== 'sealed') {
    refuseManagerOption(
      'store',
      "must be a session store (its kind is 'keyed' or 'sealed'), for example new MemorySessionStore()",
    );
  }
  const verbs = kind === 'keyed' ? ['load', 'create', 'update', 'delete', 'deleteIf'] : ['seal', 'unseal'];
  const missing =
    verbs.find((verb) => typeof Reflect.get(given, verb) !== 'function') ?? (given.limits ? undefined : 'limits');
  if (missing) refuseManagerOption('store', `lacks ${missing}, which every ${kind} store has`);
  const { maxCookies = 1 } = given as Partial<SealedStore>;
  if (!Number.isInteger(maxCookies) || maxCookies < 1 || maxCookies > mostCookies)
    refuseManagerOption('store', `has a maxCookies that is not a whole number from 1 to ${mostCookies}`);
}

/**
 * A sealed store cannot do what these options promise: it has no columns, no keys, no versions and no table to share.
 */
function checkSealedOptions<Data extends object>(options: CommonOptions<Data>): void {
  const { attributes, adopt, hashIds = true, onConflict = 'last-wins' } = options;
  const keeps = { attributes: !attributes, adopt: !adopt, hashIds, onConflict: onConflict === 'last-wins' };
  for (const [name, isKept] of Object.entries(keeps)) {
    if (!isKept)
      refuseManagerOption(name, 'needs a keyed store: a sealed one, which keeps all in the cookie, cannot do that');
  }
}
