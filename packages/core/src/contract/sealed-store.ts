import type { CallOptions } from './call-options.js';
import type { StoreFinding } from './store-finding.js';
import type { StoreLimits } from './store-limits.js';

/** What a sealed store puts into the cookie. Instants are epoch milliseconds. */
export interface SealedRecord {
  /** Random. Revocations name it. It is also the session's id, so it is safe to log. */
  readonly id: string;
  readonly payload: string;
  readonly createdAt: number;
  /** The deadline. The record is expired when `now >= expiresAt`. */
  readonly expiresAt: number;
  readonly owner?: string;
}

/** What a token is bound to. */
export interface SealContext {
  /**
   * The name under which the cookie was read or will be set. Each call gets it, because it differs between http and
   * https.
   */
  readonly cookieName: string;
}

/** The content of a valid token. */
export interface Unsealed {
  readonly record: SealedRecord;
  /** An older key sealed it: core seals the record again in this response. */
  readonly reseal: boolean;
}

/**
 * Keeps the record in the cookie, encrypted.
 *
 * Absence is a value and failure an exception: a store that cannot read its keys or its revocations rejects with a
 * {@link StoreError} and never returns `undefined`. `docs/store-contract.md` has the rules for each verb.
 */
export interface SealedStore {
  readonly kind: 'sealed';
  readonly limits: StoreLimits;
  /**
   * The number of cookies that a token may be spread over, 1 to 4. Core splits and joins, measures names, values and
   * attributes, and refuses what does not fit. A store sees only whole tokens.
   *
   * @defaultValue 1
   */
  readonly maxCookies?: number;
  /** Returns a token of `A-Z a-z 0-9 . _ -`, authenticated from its first character to its last. */
  seal(record: SealedRecord, context: SealContext, options?: CallOptions): string | Promise<string>;
  /**
   * Returns the record, or `undefined` if this store did not seal the token for this cookie name, or it is expired or
   * revoked.
   */
  unseal(
    token: string,
    context: SealContext,
    options?: CallOptions,
  ): Unsealed | undefined | Promise<Unsealed | undefined>;
  /**
   * Makes `unseal` refuse every token with that record's id until `record.expiresAt`, the latest deadline that any of
   * them may have. Of several calls for one record the latest deadline holds. Core calls it when a session ends or
   * gets a new id. Absent if tokens cannot be revoked: a token is then valid until its deadline.
   */
  revoke?(record: SealedRecord, options?: CallOptions): Promise<void>;
  /**
   * Looks for what only the store knows of: indexes, rights, clocks, sizes. Changes nothing. For tools and for health
   * checks, not for requests. Returns nothing if all is well. Absent if there is nothing to look for.
   */
  diagnose?(options?: CallOptions): Promise<readonly StoreFinding[]>;
  /** Ends the store's own timers and connections, never an injected client. May be called twice. */
  close?(): Promise<void>;
}
