import {
  type KeyedStore,
  MemorySessionStore,
  type SessionRecord,
  SessionTooLargeError,
  type StoreLimits,
  type UpdateResult,
} from '@sess/core';
import type { Ability, StoreSubject } from '../src/index.js';

/** What a right store may do otherwise than another one. */
export interface Variation {
  /** Which abilities it has. @defaultValue all */
  readonly claims?: readonly Ability[];
  readonly keepsAttributes?: boolean;
  readonly answersVersions?: boolean;
  readonly limits?: Partial<Omit<StoreLimits, 'maxExpiresAt'>>;
  /** How far away the last deadline is when the store is made. @defaultValue for ever */
  readonly longestMs?: number;
  readonly time?: 'given' | 'real';
}

const everyAbility: readonly Ability[] = ['touch', 'deleteExpired', 'owners', 'close'];

function written<Answer extends { readonly status: string }>(
  answer: Answer,
  { answersVersions = true }: Variation,
): Answer {
  // The version is optional in every answer that has that status, which a generic one does not tell.
  return answersVersions || answer.status !== 'written' ? answer : ({ status: 'written' } as unknown as Answer);
}

/** Works like `MemorySessionStore`, but for what the variation says. */
function varied(store: MemorySessionStore, limits: StoreLimits, variation: Variation): KeyedStore {
  const { claims = everyAbility, keepsAttributes = true } = variation;
  const { expiryGranularityMs, maxExpiresAt } = limits;
  /** Rounded up, as a backend does that keeps whole seconds. */
  const keptDeadline = (expiresAt: number): number => {
    if (expiresAt > maxExpiresAt) throw new SessionTooLargeError(`Deadlines are kept up to ${maxExpiresAt}.`);
    return Math.ceil(expiresAt / expiryGranularityMs) * expiryGranularityMs;
  };
  const kept = ({ attributes, expiresAt, ...rest }: SessionRecord): SessionRecord => ({
    ...rest,
    expiresAt: keptDeadline(expiresAt),
    ...(keepsAttributes && attributes && { attributes }),
  });
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
    ...(claims.includes('owners') && { owners: store.owners }),
    ...(claims.includes('close') && { close: () => store.close() }),
  };
}

/** A subject with nothing optional but what the variation has. */
export function variedSubject(name: string, variation: Variation): StoreSubject {
  const { claims = everyAbility, keepsAttributes = true, time = 'given', longestMs = Infinity } = variation;
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
        store: varied(new MemorySessionStore({ shareWith: shared, clock }), limits, variation),
      });
    },
  };
}
