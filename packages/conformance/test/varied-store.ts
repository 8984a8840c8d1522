import {
  type KeyedStore,
  MemorySessionStore,
  type SessionRecord,
  SessionTooLargeError,
  type StoreLimits,
  type UpdateResult,
} from '@sess/core';
import { CallGuard } from '@sess/core/store';
import type { Ability, StoreSubject } from '../src/index.js';
import { expiredIn } from './expired-in.js';
import type { Unusual } from './unusual-stores.js';

/** How correct stores may differ. */
export interface Variation {
  /** The abilities that it has. @defaultValue all */
  readonly claims?: readonly Ability[];
  readonly keepsAttributes?: boolean;
  readonly returnsVersions?: boolean;
  readonly limits?: Partial<Omit<StoreLimits, 'maxExpiresAt'>>;
  /** How far the latest deadline is away when the store is created. @defaultValue unlimited */
  readonly longestMs?: number;
  readonly time?: 'given' | 'real';
  /** Returns what makes the store of each instance unusual. @defaultValue nothing */
  readonly unusual?: () => Unusual;
}

export const everyAbility: readonly Ability[] = [
  'touch',
  'deleteExpired',
  'countExpired',
  'owners',
  'diagnose',
  'close',
];

function written<Result extends { readonly status: string }>(
  result: Result,
  { returnsVersions = true }: Variation,
): Result {
  // The version is optional in every result with that status, which a generic type cannot express.
  return returnsVersions || result.status !== 'written' ? result : ({ status: 'written' } as unknown as Result);
}

/** Works like `MemorySessionStore`, with the differences of the variation. */
function varied(store: MemorySessionStore, clock: () => number, limits: StoreLimits, variation: Variation): KeyedStore {
  const { claims = everyAbility, keepsAttributes = true } = variation;
  const { expiryGranularityMs, maxExpiresAt } = limits;
  /** Rounds up, like a backend that keeps whole seconds. */
  const keptDeadline = (expiresAt: number): number => {
    if (expiresAt > maxExpiresAt) throw new SessionTooLargeError(`Deadlines are kept up to ${maxExpiresAt}.`);
    return Math.ceil(expiresAt / expiryGranularityMs) * expiryGranularityMs;
  };
  const kept = ({ attributes, expiresAt, ...rest }: SessionRecord): SessionRecord => ({
    ...rest,
    expiresAt: keptDeadline(expiresAt),
    ...(keepsAttributes && attributes && { attributes }),
  });
  const guard = new CallGuard('a store', limits);
  return {
    kind: 'keyed',
    limits,
    load: (id, options) => store.load(id, options),
    create: async (id, record, options) => written(await store.create(id, kept(record), options), variation),
    update: async (id, record, version, options): Promise<UpdateResult> =>
      written(await store.update(id, kept(record), version, options), variation),
    delete: (id, options) => store.delete(id, options),
    deleteIf: (id, version, options) => store.deleteIf(id, version, options),
    ...(claims.includes('touch') && {
      touch: async (id, expiresAt, version, revision, options) =>
        store.touch(id, keptDeadline(expiresAt), version, revision, options),
    }),
    ...(claims.includes('deleteExpired') && { deleteExpired: (limit, options) => store.deleteExpired(limit, options) }),
    ...(claims.includes('countExpired') && {
      countExpired: async (limit, options) => {
        guard.begin('countExpired', { limit }, options);
        return await Promise.resolve(Math.min(limit, expiredIn(store.dump(), clock())));
      },
    }),
    ...(claims.includes('owners') && { owners: store.owners }),
    ...(claims.includes('diagnose') && {
      diagnose: async (options) => {
        guard.begin('diagnose', {}, options);
        return await Promise.resolve([]);
      },
    }),
    ...(claims.includes('close') && { close: () => Promise.all([store.close(), guard.close()]).then(() => undefined) }),
  };
}

/** Returns a subject with no optional members except those of the variation. */
export function variedSubject(name: string, variation: Variation): StoreSubject {
  const { claims = everyAbility, keepsAttributes = true, time = 'given', longestMs = Infinity } = variation;
  const unusual = variation.unusual?.() ?? ((store) => store);
  let shared: MemorySessionStore | undefined;
  let limits: StoreLimits | undefined;
  return {
    name,
    claims,
    time,
    ...(keepsAttributes && { attributes: { accountId: ['a-1', 'a-2'], seats: [1, 2], isAdmin: [true, false] } }),
    open({ clock }) {
      const { maxPayloadBytes = 1_048_576, expiryGranularityMs: granule = 1 } = variation.limits ?? {};
      shared ??= new MemorySessionStore({ clock, maxSessions: 100_000, maxPayloadBytes });
      limits ??= Object.freeze({
        ...shared.limits,
        ...variation.limits,
        maxExpiresAt: Math.floor(Math.min(shared.limits.maxExpiresAt, clock() + longestMs) / granule) * granule,
      });
      return Promise.resolve({
        store: unusual(varied(new MemorySessionStore({ shareWith: shared, clock }), clock, limits, variation)),
      });
    },
  };
}
