import { MemorySessionStore, SessionError, type SessionId, type SessionManager } from '@sess/core';
import type { PlainData } from './plain-data.js';

/** A live session of a store in memory. */
export interface StoredSession {
  readonly id: SessionId;
  readonly data: PlainData;
  readonly expiresAt: number;
}

/** Returns all live sessions. @throws {@link SessionError} `NOT_SUPPORTED` for a store on a server */
export async function storedSessions(manager: SessionManager): Promise<StoredSession[]> {
  const found = await Promise.all(storedIds(memoryOf(manager)).map((id) => manager.inspect(id)));
  return found.flatMap((session) =>
    session ? [{ id: session.id, data: session.decoded(), expiresAt: session.expiresAt }] : [],
  );
}

/** Removes all sessions. @throws {@link SessionError} `NOT_SUPPORTED` for a store on a server */
export async function clearSessions(manager: SessionManager): Promise<void> {
  const memory = memoryOf(manager);
  await Promise.all(storedIds(memory).map((id) => memory.delete(id)));
}

function storedIds(memory: MemorySessionStore): SessionId[] {
  const { records } = JSON.parse(memory.dump()) as { readonly records: readonly [SessionId, unknown][] };
  return records.map(([id]) => id);
}

function memoryOf({ store }: SessionManager): MemorySessionStore {
  if (store instanceof MemorySessionStore) return store;
  throw new SessionError(
    'NOT_SUPPORTED',
    'all, length and clear need a MemoryStore. A store on a server may hold millions of sessions, and does not list them. ' +
      "An owner's sessions are listed by the manager's list(owner), and ended by its revokeOwner(owner).",
  );
}
