import { platform } from '#platform';
import type { CallOptions, KeyedStore, SealedRecord, SessionId } from '@sess/core';
import { parseSessionId, SessionError, StoreError } from '@sess/core';

/** Remembers which sessions have ended, so that a copy of their cookie is refused. */
export interface Revocations {
  /**
   * The latest instant until which a revocation can be remembered. No cookie is sealed for longer.
   *
   * @defaultValue no limit
   */
  readonly maxExpiresAt?: number;
  /** Called whenever a cookie is unsealed. @throws {@link @sess/core#StoreError} when that cannot be known */
  isRevoked(record: SealedRecord, options?: CallOptions): boolean | PromiseLike<boolean>;
  /**
   * Remembers a record by its `id` until its `expiresAt`: no cookie with that id is valid after that. Of several
   * calls for one record, the latest deadline counts. A deadline after `maxExpiresAt` counts as `maxExpiresAt`.
   */
  revoke(record: SealedRecord, options?: CallOptions): void | PromiseLike<void>;
}

/** More than the number of processes that revoke one session at the same moment. */
const maxAttempts = 10;

/**
 * Remembers revocations in a keyed store: one small record for each sign-out, kept until the session's deadline.
 *
 * Each request that uses a session costs one more `load`. The store may hold other sessions too, since ids are
 * random. A store that drops records, as a cache does, loses sign-outs. The application must clear expired records
 * itself, by `deleteExpired`.
 *
 * @param clock - Returns epoch milliseconds; the same clock as the store's. @defaultValue `Date.now`
 */
export function keyedRevocations(
  store: KeyedStore,
  { clock = Date.now }: { readonly clock?: () => number } = {},
): Revocations {
  if (store?.kind !== 'keyed') {
    throw new SessionError('INVALID_OPTION', "keyedRevocations needs a keyed store, one whose kind is 'keyed'.");
  }
  const { maxExpiresAt } = store.limits;
  return {
    maxExpiresAt,
    async isRevoked({ id }, options) {
      return (await store.load(idOf(id), options)) !== undefined;
    },
    async revoke({ id, expiresAt: end }, options) {
      const now = clock();
      const expiresAt = Math.min(end, maxExpiresAt);
      const revision = platform.toBase64Url(platform.randomBytes(15));
      const record = { payload: 'revoked', createdAt: now, expiresAt, revision };
      if (expiresAt <= now) return;
      for (let attempt = 0; attempt < maxAttempts; attempt++) {
        if ((await store.create(idOf(id), record, options)).status === 'written') return;
        // It is revoked already, but perhaps not for as long. Others may be extending it, or it may just expire.
        const existing = await store.load(idOf(id), options);
        if (!existing) continue;
        if (existing.expiresAt >= expiresAt) return;
        if ((await store.update(idOf(id), record, existing.version, options)).status === 'written') return;
      }
      throw new StoreError(`The revocation of a session met a concurrent one ${maxAttempts} times.`, {
        outcome: 'not-applied',
      });
    },
  };
}

/** Core gives sealed sessions the same kind of id as all others. */
function idOf(id: string): SessionId {
  const parsed = parseSessionId(id);
  if (!parsed) throw new SessionError('INVALID_ARGUMENT', 'keyedRevocations needs records whose id is a session id.');
  return parsed;
}
