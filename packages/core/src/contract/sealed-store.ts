import type { StoreLimits } from './store-limits.js';

/** What a sealed store puts into the cookie. Instants are epoch milliseconds. */
export interface SealedRecord {
  /** Random, the record's own: what a revocation names. */
  readonly id: string;
  readonly payload: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly owner?: string;
}

/** What a seal is bound to. */
export interface SealContext {
  /** Bound into the seal. Handed over at each call, because it varies between http and https. */
  readonly cookieName: string;
}

/** A token that this store had sealed. */
export interface Unsealed {
  readonly record: SealedRecord;
  /** An older key opened it: seal it anew on this response. */
  readonly reseal: boolean;
}

/** Keeps the record with the client, sealed. */
export interface SealedStore {
  readonly kind: 'sealed';
  readonly limits: StoreLimits;
  seal(record: SealedRecord, context: SealContext): string | Promise<string>;
  /** `undefined` for everything that this store did not seal for this cookie name, or that is expired or revoked. */
  unseal(token: string, context: SealContext): Unsealed | undefined | Promise<Unsealed | undefined>;
  /** Called by destroy, regenerate and sign-in. */
  revoke?(record: SealedRecord): Promise<void>;
}
