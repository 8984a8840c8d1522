import type { SessionId } from './session-id.js';
import type { CallOptions } from './call-options.js';
import type { OwnerIndex } from './owner-index.js';
import type { SessionRecord, StoredSession } from './session-record.js';
import type { StoreFinding } from './store-finding.js';
import type { StoreLimits } from './store-limits.js';

/** The record is stored. Without `version`, the next conditional write needs a `load` first. */
export interface Written {
  readonly status: 'written';
  readonly version?: string;
}

/** The live record has another version. Nothing was written. */
export interface Conflict {
  readonly status: 'conflict';
  readonly current: StoredSession;
}

/** The record has expired, was removed or never existed. Nothing was written. */
export interface Gone {
  readonly status: 'gone';
}

/** A live record has that id. Nothing was written. */
export interface Taken {
  readonly status: 'taken';
}

/** This call removed the record. */
export interface Deleted {
  readonly status: 'deleted';
}

/** The result of `create`. */
export type CreateResult = Written | Taken;
/** The result of `update`. */
export type UpdateResult = Written | Conflict | Gone;
/** The result of `deleteIf`. */
export type DeleteResult = Deleted | Conflict | Gone;

/** The result of `deleteExpired`. */
export interface ClearResult {
  /** The number of records that this call removed. */
  readonly deleted: number;
  /** Whether expired records may remain. */
  readonly more: boolean;
}

/**
 * Keeps records on a server, under an id.
 *
 * Absence is a value and failure an exception: if the backend could not reply, a call rejects with a {@link
 * StoreError} and never reports an absent record. `docs/store-contract.md` has the rules for each verb; the suite in
 * `@sess/conformance` checks them.
 */
export interface KeyedStore {
  readonly kind: 'keyed';
  readonly limits: StoreLimits;
  /** Returns the live record, or `undefined`. Never returns an expired one, removed or not. */
  load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined>;
  /** Inserts a record. Replaces an expired one, never a live one. */
  create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult>;
  /** Replaces a live record that still has this version. Never inserts. `createdAt` stays. */
  update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult>;
  /**
   * Moves the deadline of a live record that still has this version, stores `revision`, and sets a new version.
   * Returns `false` if nothing was changed. Absent if the backend cannot do this conditionally: core then renews by
   * `update`.
   */
  touch?(id: SessionId, expiresAt: number, version: string, revision: string, options?: CallOptions): Promise<boolean>;
  /** Removes the record, live or expired. Returns whether there was one. */
  delete(id: SessionId, options?: CallOptions): Promise<boolean>;
  /** Removes a live record that still has this version. */
  deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult>;
  /** Removes up to `limit` expired records. Absent if the backend expires records by itself. */
  deleteExpired?(limit: number, options?: CallOptions): Promise<ClearResult>;
  /**
   * Looks for what only the store knows of: indexes, rights, clocks, sizes. Changes nothing. For tools and for health
   * checks, not for requests. Returns nothing if all is well. Absent if there is nothing to look for.
   */
  diagnose?(options?: CallOptions): Promise<readonly StoreFinding[]>;
  /**
   * Counts the expired records that are still there, up to `limit`: for a progress bar. Absent if counting costs as
   * much as removing.
   */
  countExpired?(limit: number, options?: CallOptions): Promise<number>;
  /** Absent if the backend cannot find sessions by owner. */
  readonly owners?: OwnerIndex;
  /** Ends the store's own timers and connections, never an injected client. May be called twice. */
  close?(): Promise<void>;
}
