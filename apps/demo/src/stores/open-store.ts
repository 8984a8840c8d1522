import type { SessionId, SessionStore } from '@sess/core';

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
  readonly store: SessionStore;
  /** Where it keeps sessions, for people to read. */
  readonly place: string;
  /** Whether nothing is left of it when the shop closes. @defaultValue false */
  readonly endsWithShop?: boolean;
  /** Absent where nothing is kept on the server. */
  look?(limit: number): Promise<StoreContents>;
  /** Ends the clients that were opened for it. */
  close(): Promise<void>;
}

/** Whether sessions are found by their owner: only then can devices be listed, and signed out from afar. */
export function listsDevices({ store }: OpenStore): boolean {
  return store.kind === 'keyed' && store.owners !== undefined;
}
