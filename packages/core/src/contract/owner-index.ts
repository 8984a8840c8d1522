import type { SessionId } from './session-id.js';
import type { CallOptions } from './call-options.js';
import type { SessionRecord } from './session-record.js';

/** What a list shows of one session: never key or payload. */
export interface OwnedSession extends Pick<SessionRecord, 'createdAt' | 'expiresAt' | 'attributes'> {
  readonly id: SessionId;
}

/** Some of an owner's sessions, and where the next ones begin. */
export interface OwnerPage {
  readonly sessions: readonly OwnedSession[];
  /** Opaque; hand it to the next call. Absent on the last page. */
  readonly cursor?: string;
}

/** Finds the sessions of one owner. Owners are compared byte for byte, whatever the backend's collation. */
export interface OwnerIndex {
  /** One page of live sessions in a stable order (keyset): each is given once while others come and go. */
  listByOwner(
    owner: string,
    page: { readonly limit: number; readonly cursor?: string },
    options?: CallOptions,
  ): Promise<OwnerPage>;
  /** Deletes all records of the owner but `except`, repeating until a pass finds none; answers how many went. */
  deleteByOwner(
    owner: string,
    filter: { readonly except: readonly SessionId[] },
    options?: CallOptions,
  ): Promise<number>;
}
