import type { StoredSession } from '../contract/session-record.js';
import type { SessionId } from '../contract/session-id.js';

/** The records of one or several memory stores: a bounded number, in the order in which they were last written. */
export class MemoryBackend {
  readonly #maxSessions: number;
  /**
   * A Map iterates in the order of insertion, and every write inserts again, so the first is the least recently
   * written.
   */
  readonly #records = new Map<SessionId, StoredSession>();
  readonly #idsByOwner = new Map<string, Set<SessionId>>();
  #writes = 0;
  /** No record expires before this. It saves a full backend from looking at every record for each new one. */
  #nothingExpiresBefore = Infinity;

  constructor(maxSessions: number) {
    this.#maxSessions = maxSessions;
  }

  /** Returns a name that no state of any record has had. */
  nextVersion(): string {
    return String(++this.#writes);
  }

  get(id: SessionId): StoredSession | undefined {
    return this.#records.get(id);
  }

  put(id: SessionId, record: StoredSession, now: number): void {
    this.remove(id);
    if (this.#records.size >= this.#maxSessions) this.#makeRoom(now);
    this.#records.set(id, record);
    this.#nothingExpiresBefore = Math.min(this.#nothingExpiresBefore, record.expiresAt);
    if (record.owner === undefined) return;
    const ids = this.#idsByOwner.get(record.owner);
    if (ids) ids.add(id);
    else this.#idsByOwner.set(record.owner, new Set([id]));
  }

  remove(id: SessionId): boolean {
    const record = this.#records.get(id);
    if (!record) return false;
    this.#records.delete(id);
    if (record.owner !== undefined) {
      const ids = this.#idsByOwner.get(record.owner);
      ids?.delete(id);
      if (ids?.size === 0) this.#idsByOwner.delete(record.owner);
    }
    return true;
  }

  removeExpired(limit: number, now: number): { deleted: number; more: boolean } {
    let deleted = 0;
    if (now < this.#nothingExpiresBefore) return { deleted, more: false };
    let next = Infinity;
    for (const [id, { expiresAt }] of this.#records) {
      if (now < expiresAt) {
        next = Math.min(next, expiresAt);
      } else if (deleted === limit) {
        return { deleted, more: true };
      } else {
        this.remove(id);
        deleted++;
      }
    }
    this.#nothingExpiresBefore = next;
    return { deleted, more: false };
  }

  /** Returns the ids of one owner's records, live or not. */
  idsOf(owner: string): SessionId[] {
    return [...(this.#idsByOwner.get(owner) ?? [])];
  }

  /** Returns everything that is kept, as text, as a dump of a database does for a real store. */
  dump(): string {
    return JSON.stringify({
      records: [...this.#records],
      owners: [...this.#idsByOwner].map(([owner, ids]) => [owner, [...ids]]),
    });
  }

  #makeRoom(now: number): void {
    this.removeExpired(Infinity, now);
    for (const id of this.#records.keys()) {
      if (this.#records.size < this.#maxSessions) return;
      this.remove(id);
    }
  }
}
