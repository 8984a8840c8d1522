import type { KeyedStore, SessionId } from '@sess/core';

/** One record as anybody may see it: neither the key, which the store does not have, nor what is in it. */
export interface KeptRecord {
  readonly id: SessionId;
  readonly bytes: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly owner?: string | undefined;
  readonly device?: string | undefined;
}

export interface StoreContents {
  readonly count: number;
  readonly bytes: number;
  /** The newest first, at most as many as were asked for. */
  readonly records: readonly KeptRecord[];
}

/** A store that the shop opened, with what the shop itself wants of it. */
export interface OpenStore {
  readonly store: KeyedStore;
  /** Where it keeps sessions, for people to read. */
  readonly place: string;
  look(limit: number): Promise<StoreContents>;
  /** Ends the clients that were opened for it. */
  close(): Promise<void>;
}
