import type { CallOptions } from './call-options.js';
import type { StoreLimits } from './store-limits.js';

/** What a sealed store puts into the cookie. Instants are epoch milliseconds. */
export interface SealedRecord {
  /** Random, the record's own: what a revocation names. It is the session's id, so it is safe to log. */
  readonly id: string;
  readonly payload: string;
  readonly createdAt: number;
  /** Expired means `now >= expiresAt`, everywhere. */
  readonly expiresAt: number;
  readonly owner?: string;
}

/** What a seal is bound to. */
export interface SealContext {
  /**
   * Bound into the seal. Handed over at each call, because it varies between http and https: the name that the cookie was read
   * under, or will be set under.
   */
  readonly cookieName: string;
}

/** A token that this store had sealed. */
export interface Unsealed {
  readonly record: SealedRecord;
  /** An older key opened it: seal it anew on this response. */
  readonly reseal: boolean;
}

/**
 * Keeps the record with the client, sealed.
 *
 * Absence is a value and failure an exception: a store that cannot get at its keys or its revocations rejects with a
 * {@link StoreError}, never with `undefined`. `docs/store-contract.md` has the duties of each verb.
 */
export interface SealedStore {
  readonly kind: 'sealed';
  readonly limits: StoreLimits;
  /**
   * How many cookies one token may be spread over, from 1 to 4. Core splits and joins, counts names, values and attributes, and
   * refuses what does not fit: a store sees whole tokens only.
   *
   * @defaultValue 1
   */
  readonly maxCookies?: number;
  /** Answers with a token of `A-Z a-z 0-9 . _ -`, whole and authenticated from its first character to its last. */
  seal(record: SealedRecord, context: SealContext, options?: CallOptions): string | Promise<string>;
  /** `undefined` for everything that this store did not seal for this cookie name, or that is expired or revoked. */
  unseal(
    token: string,
    context: SealContext,
    options?: CallOptions,
  ): Unsealed | undefined | Promise<Unsealed | undefined>;
  /**
   * Lets no token with that record's id open any more, until `record.expiresAt`: the latest deadline that any of them may have.
   * Of several calls for one record the latest deadline holds.
   * Called where a session ends or gets a new id. Absent where a token cannot be called back: it then opens until its deadline.
   */
  revoke?(record: SealedRecord, options?: CallOptions): Promise<void>;
  /** Ends the store's own timers and connections, never an injected client. Twice is fine. */
  close?(): Promise<void>;
}
