import { platform } from '#platform';
import {
  type CallOptions,
  type KeyedStore,
  parseSessionId,
  type SealedRecord,
  SessionError,
  type SessionId,
  StoreError,
} from '@sess/core';

/** Remembers which sessions were ended, so that a cookie that somebody kept opens no more. */
export interface Revocations {
  /** The latest instant until which a revocation can be remembered; no cookie is sealed for longer. @defaultValue no limit */
  readonly maxExpiresAt?: number;
  /** Asked whenever a cookie is opened. @throws {@link @sess/core#StoreError} when it cannot be known */
  isRevoked(record: SealedRecord, options?: CallOptions): boolean | PromiseLike<boolean>;
  /**
   * Remembers a record by its `id`, until `expiresAt`: no cookie with that id opens later than that. Of several calls for one record
   * the latest deadline holds. One after `maxExpiresAt` is remembered until then.
   */
  revoke(record: SealedRecord, options?: CallOptions): void | PromiseLike<void>;
}

/** As often as that, nobody revokes one session at once. */
const mostTries = 10;

/**
 * Remembers revocations in a keyed store: one small record for each sign-out, until the session would have ended anyway.
 *
 * Each request that opens a session then costs one `load`. The store may be the one of other sessions: ids are random. A store that
 * forgets, as a cache does, forgets sign-outs; and records past their deadline are the application's to clear, by `deleteExpired`.
 *
 * @param clock - Epoch milliseconds; the same as the store's. `Date.now` when absent.
 */
export function keyedRevocations(
  store: KeyedStore,
  { clock = Date.now }: { readonly clock?: () => number } = {},
): Revocations {
  if (store?.kind !== 'keyed') {
    throw new SessionError('INVALID_OPTION', "keyedRevocations needs a store that keeps records: its kind is 'keyed'.");
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
      for (let attempt = 0; attempt < mostTries; attempt++) {
        if ((await store.create(idOf(id), record, options)).status === 'written') return;
        // Revoked already, but perhaps not for as long. Others may do the same at this moment, or it may just end.
        const standing = await store.load(idOf(id), options);
        if (!standing) continue;
        if (standing.expiresAt >= expiresAt) return;
        if ((await store.update(idOf(id), record, standing.version, options)).status === 'written') return;
      }
      throw new StoreError('The revocation of a session met another one at each try.', { outcome: 'not-applied' });
    },
  };
}

/** Core makes the ids of sealed sessions like all others. */
function idOf(id: string): SessionId {
  const parsed = parseSessionId(id);
  if (!parsed) throw new SessionError('INVALID_ARGUMENT', 'keyedRevocations takes records whose id is a session id.');
  return parsed;
}
