import type { SessionId } from './session-id.js';
import type { CallOptions } from './call-options.js';
import type { SessionRecord } from './session-record.js';

/** A session in a list: never with its key or payload. */
export interface OwnedSession extends Pick<SessionRecord, 'createdAt' | 'expiresAt' | 'attributes'> {
  readonly id: SessionId;
}

/** One page of an owner's sessions. */
export interface OwnerPage {
  readonly sessions: readonly OwnedSession[];
  /** Opaque; pass it to the next call. Absent on the last page. */
  readonly cursor?: string;
}

/** Finds the sessions of one owner. Owners are compared byte for byte, whatever the backend's collation. */
export interface OwnerIndex {
  /**
   * Returns one page of live sessions in a stable order (keyset paging): each appears once while others come and go.
   */
  listByOwner(
    owner: string,
    page: { readonly limit: number; readonly cursor?: string },
    options?: CallOptions,
  ): Promise<OwnerPage>;
  /**
   * Deletes all records of the owner except those in `except`. Repeats until a pass finds none. Returns how many it
   * deleted.
   */
  deleteByOwner(
    owner: string,
    filter: { readonly except: readonly SessionId[] },
    options?: CallOptions,
  ): Promise<number>;
}
