import { SessionConflictError, SessionError } from '../contract/errors.js';
import { createCookiePolicy, type CookiePolicy } from '../cookie/cookie-policy.js';
import { durationToMilliseconds } from '../options/duration.js';
import { jsonSerializer } from '../payload/json-serializer.js';
import { type LifetimeOptions, Lifetimes } from '../options/lifetimes.js';
import { checkManagerOptions, type SessionManagerOptions } from './manager-options.js';
import type { ConflictingValues } from '../changes/change-replay.js';
import { EventHub } from '../events/event-hub.js';
import { createKeyAndId, digestOf, type IdOf } from '../keys/session-key.js';
import type { SessionId } from '../contract/session-id.js';
import { SealedCalls } from '../sealed/sealed-calls.js';
import { SealedPersistence } from '../sealed/sealed-persistence.js';
import { Adoption } from '../keyed/adoption.js';
import { StoreCalls } from '../keyed/store-calls.js';
import { CommitQueue } from '../keyed/commit-queue.js';
import type { KeyedContext } from '../keyed/keyed-context.js';
import { KeyedPersistence } from '../keyed/keyed-persistence.js';
import type { SessionPersistence } from '../persistence/session-persistence.js';
import type { PersistenceContext } from '../persistence/persistence-context.js';
import { copiesFor } from '../session/session-context.js';

/** The options of a manager, checked and with their defaults. */
export interface ManagerConfig {
  readonly context: PersistenceContext;
  readonly cookies: CookiePolicy;
  /** Returns what finds, stores and ends the session of one request. */
  readonly startPersistence: (cookieHeader: string | undefined, secure: boolean) => SessionPersistence;
  /** What methods need that find records on a server; absent with a sealed store, which has none. */
  readonly keyed: KeyedContext | undefined;
  readonly renew: (request: object) => boolean;
  readonly close: () => Promise<void>;
}

export function createManagerConfig<Data extends object, Name extends string>(
  options: SessionManagerOptions<Data, Name>,
): ManagerConfig {
  checkManagerOptions(options);
  const { store, serializer = jsonSerializer, hashIds: hashesIds = true } = options;
  const timeout = durationToMilliseconds(options.storeTimeout ?? 5000, 'storeTimeout', 100);
  if (timeout > 86_400_000)
    throw new SessionError('INVALID_OPTION', 'storeTimeout must be a day at most, because every call has to end.');
  const idOf: IdOf = hashesIds ? digestOf : (key) => key as string as SessionId;
  const shownId = hashesIds ? (id: SessionId) => id : digestOf;
  const lifetimes = new Lifetimes(
    options,
    // If no names are given as a type, the type of the option is an error message.
    (options.lifetimes === undefined ? {} : options.lifetimes) as Readonly<Record<string, LifetimeOptions>>,
  );
  const context: PersistenceContext = {
    limits: store.limits,
    serializer,
    formerSerializers: options.formerSerializers ?? [],
    lifetimes,
    events: new EventHub(shownId),
    now: options.clock ?? Date.now,
    budget: timeout,
    onInterrupted: options.onInterrupted ?? 'error',
    onCorrupt: options.onCorrupt ?? 'discard',
    attributes: options.attributes as PersistenceContext['attributes'],
    decide: decisionOf(options.onConflict ?? 'last-wins'),
    createCopies: copiesFor(serializer, store.limits),
    createKeyAndId: () => createKeyAndId(idOf),
    isSealed: store.kind === 'sealed',
    shownId,
  };
  const cookies = createCookiePolicy(options.cookie);
  const config = { context, cookies, renew: options.renew ?? (() => true), close: async () => store.close?.() };
  if (store.kind === 'sealed') {
    const calls = new SealedCalls(store, timeout);
    return {
      ...config,
      keyed: undefined,
      startPersistence: (cookieHeader, secure) =>
        new SealedPersistence(context, calls, { cookieHeader, cookies, secure }),
    };
  }
  const keyed: KeyedContext = {
    ...context,
    store: new StoreCalls(store, timeout),
    queue: new CommitQueue(timeout),
    idOf,
    hashesIds,
    adoption: options.adopt && new Adoption(options.adopt, timeout),
  };
  return {
    ...config,
    keyed,
    startPersistence: (cookieHeader, secure) => new KeyedPersistence(keyed, { cookieHeader, cookies, secure }),
  };
}

type Resolver = (values: ConflictingValues) => unknown;

function decisionOf<Data extends object>(
  onConflict: SessionManagerOptions<Data>['onConflict'],
): PersistenceContext['decide'] {
  const byKey = typeof onConflict === 'object' ? Object.entries(onConflict as Record<string, Resolver>) : [];
  const resolvers = new Map<string, Resolver>(byKey);
  return (key, values) => {
    if (onConflict === 'error') throw new SessionConflictError(key);
    const resolve = resolvers.get(key);
    return resolve ? resolve(values) : values.mine;
  };
}
