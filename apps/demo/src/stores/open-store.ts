import type { SessionId, SessionRecord, SessionStore } from '@sess/core';

/** What everybody may see of a record: not its payload, and not the key, which the store does not have. */
export interface RecordSummary {
  readonly id: SessionId;
  readonly bytes: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly owner?: string | undefined;
  readonly device?: string | undefined;
}

/** A record of any store; some have instants of their own type. */
interface ListedRecord extends Pick<SessionRecord, 'payload' | 'owner' | 'attributes'> {
  readonly createdAt: number | Date;
  readonly expiresAt: number | Date;
}

export function summaryOf(id: SessionId, record: ListedRecord): RecordSummary {
  const { payload, createdAt, expiresAt, owner, attributes = {} } = record;
  const instants = { createdAt: Number(createdAt), expiresAt: Number(expiresAt) };
  const device = typeof attributes['device'] === 'string' ? attributes['device'] : undefined;
  return { id, bytes: Buffer.byteLength(payload), ...instants, owner, device };
}

export interface StoreContents {
  readonly count: number;
  readonly bytes: number;
  /** The newest first, at most `limit`. */
  readonly records: readonly RecordSummary[];
}

/** A store with what the shop needs besides. */
export interface OpenStore {
  readonly store: SessionStore;
  /** Where it keeps sessions, as a text for users. */
  readonly place: string;
  /** Whether its sessions are lost when the shop closes. @defaultValue false */
  readonly endsWithShop?: boolean;
  /** Absent if nothing is kept on the server. */
  look?(limit: number): Promise<StoreContents>;
  /** Closes the clients that were opened for it. */
  close(): Promise<void>;
}

/** Whether the store finds sessions by owner, so that devices can be listed and signed out remotely. */
export function listsDevices({ store }: OpenStore): boolean {
  return store.kind === 'keyed' && store.owners !== undefined;
}
