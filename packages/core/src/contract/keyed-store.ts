import type { SessionId } from './session-id.js';
import type { CallOptions } from './call-options.js';
import type { OwnerIndex } from './owner-index.js';
import type { SessionRecord, StoredSession } from './session-record.js';
import type { StoreLimits } from './store-limits.js';

/** The record is stored. Without `version`, the next conditional write needs a `load` first. */
export interface Written {
  readonly status: 'written';
  readonly version?: string;
}

/** A live record stands there in another version; nothing was written. */
export interface Conflict {
  readonly status: 'conflict';
  readonly current: StoredSession;
}

/** Absent or expired; nothing was written. */
export interface Gone {
  readonly status: 'gone';
}

/** A live record stands under that id; nothing was written. */
export interface Taken {
  readonly status: 'taken';
}

/** The record is gone, by this call. */
export interface Deleted {
  readonly status: 'deleted';
}

/** How a `create` ends. */
export type CreateResult = Written | Taken;
/** How an `update` ends. */
export type UpdateResult = Written | Conflict | Gone;
/** How a `deleteIf` ends. */
export type DeleteResult = Deleted | Conflict | Gone;

/** What one batch of clearing did. */
export interface ClearResult {
  /** How many records this call removed. */
  readonly deleted: number;
  /** Whether expired records may remain. */
  readonly more: boolean;
}

/**
 * Keeps records on a server, under an id.
 *
 * Absence is a value and failure an exception: a backend that could not answer rejects with a {@link StoreError},
 * never with "not there". `docs/store-contract.md` has the duties of each verb; the suite in `@sess/conformance`
 * checks them.
 */
export interface KeyedStore {
  readonly kind: 'keyed';
  readonly limits: StoreLimits;
  /** Answers with the live record, or `undefined`; never with an expired one, swept or not. */
  load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined>;
  /** Inserts. Replaces an expired record, never a live one. */
  create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult>;
  /** Replaces a live record whose version is `version`; never inserts. `createdAt` stays. */
  update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult>;
  /**
   * Moves the deadline of a live record whose version is `version`, stores `revision`, and gives a new version.
   * `false`: nothing changed. Absent where the backend cannot do it conditionally: core then renews by `update`.
   */
  touch?(id: SessionId, expiresAt: number, version: string, revision: string, options?: CallOptions): Promise<boolean>;
  /** Removes whatever stands under the id; `true` when a record went, live or not. */
  delete(id: SessionId, options?: CallOptions): Promise<boolean>;
  /** Removes a live record whose version is `version`. */
  deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult>;
  /** Removes up to `limit` expired records. Absent where the backend expires by itself. */
  deleteExpired?(limit: number, options?: CallOptions): Promise<ClearResult>;
  /** Absent where the backend cannot find sessions by their owner. */
  readonly owners?: OwnerIndex;
  /** Ends the store's own timers and connections, never an injected client. Twice is fine. */
  close?(): Promise<void>;
}
