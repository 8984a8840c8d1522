import { SessionConflictError, SessionError } from '../contract/errors.js';
import type { KeyedStore } from '../contract/keyed-store.js';
import { createCookiePolicy, type CookiePolicy } from '../cookie/cookie-policy.js';
import { durationToMilliseconds } from '../duration.js';
import { jsonSerializer } from '../payload/json-serializer.js';
import { Lifetimes } from '../lifetimes.js';
import { checkManagerOptions, type SessionManagerOptions } from './manager-options.js';
import type { ConflictDecision, ConflictingValues } from '../changes/change-replay.js';
import { EventHub } from './session-events.js';
import { createKeyAndId, type SessionId, type SessionKey, sessionIdOf } from '../session-key.js';
import { StoreCalls } from '../walks/store-calls.js';
import { CommitQueue } from '../walks/commit-queue.js';
import type { WalkContext } from '../walks/walk-context.js';

/** The options of a manager, checked and filled in. */
export interface ManagerConfig {
  readonly context: WalkContext;
  readonly queue: CommitQueue;
  readonly cookies: CookiePolicy;
  readonly onCorrupt: 'discard' | 'error';
  readonly renew: (request: object) => boolean;
  readonly adopt: SessionManagerOptions<Record<string, unknown>>['adopt'];
  readonly idOf: (key: SessionKey) => Promise<SessionId>;
  readonly close: () => Promise<void>;
}

export function createManagerConfig<Data extends object, Name extends string>(
  options: SessionManagerOptions<Data, Name>,
): ManagerConfig {
  checkManagerOptions(options);
  const store = options.store as KeyedStore;
  const timeout = durationToMilliseconds(options.storeTimeout ?? 5000, 'storeTimeout');
  if (timeout > 86_400_000)
    throw new SessionError('INVALID_OPTION', 'storeTimeout must be a day at most: a call has to end.');
  const idOf =
    options.hashIds === false ? (key: SessionKey) => Promise.resolve(key as string as SessionId) : sessionIdOf;
  const { idleTimeout, absoluteTimeout, renewEvery } = options;
  const lifetimes = new Lifetimes(
    {
      ...(idleTimeout !== undefined && { idle: idleTimeout }),
      ...(absoluteTimeout !== undefined && { absolute: absoluteTimeout }),
      ...(renewEvery !== undefined && { renewEvery }),
    },
    options.lifetimes ?? {},
  );
  return {
    context: {
      store: new StoreCalls(store, timeout),
      serializer: options.serializer ?? jsonSerializer,
      formerSerializers: options.formerSerializers ?? [],
      lifetimes,
      events: new EventHub(),
      now: options.clock ?? Date.now,
      budget: timeout,
      onInterrupted: options.onInterrupted ?? 'error',
      attributes: options.attributes as WalkContext['attributes'],
      decide: decisionOf(options.onConflict ?? 'last-wins'),
      createKeyAndId: () => createKeyAndId(idOf),
    },
    queue: new CommitQueue(),
    cookies: createCookiePolicy(options.cookie),
    onCorrupt: options.onCorrupt ?? 'discard',
    renew: options.renew ?? (() => true),
    adopt: options.adopt,
    idOf,
    close: async () => store.close?.(),
  };
}

type Resolver = (values: ConflictingValues) => unknown;

function decisionOf<Data extends object>(onConflict: SessionManagerOptions<Data>['onConflict']): ConflictDecision {
  return (key, values) => {
    if (onConflict === 'error') throw new SessionConflictError(key);
    const resolvers =
      typeof onConflict === 'object'
        ? new Map<string, Resolver>(Object.entries(onConflict as Record<string, Resolver>))
        : undefined;
    const resolve = resolvers?.get(key);
    return resolve ? resolve(values) : values.mine;
  };
}
