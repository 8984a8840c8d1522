import type { KeyedStore, SessionId } from '@sess/core';
import type { RecordSummary, StoreContents } from './open-store.js';

/** Records the ids of sessions for the store page, because stores have no method that lists all sessions. */
export class ListedIds {
  readonly #ids = new Set<SessionId>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  add(id: SessionId): void {
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= this.#max) break;
      this.#ids.delete(oldest);
    }
  }

  async look(store: KeyedStore, limit: number): Promise<StoreContents> {
    const records: RecordSummary[] = [];
    for (const id of this.#ids) {
      const record = await store.load(id);
      if (!record) {
        this.#ids.delete(id);
        continue;
      }
      const { payload, createdAt, expiresAt, owner, attributes } = record;
      const device = attributes?.['device'];
      records.push({
        id,
        bytes: Buffer.byteLength(payload),
        createdAt,
        expiresAt,
        owner,
        device: typeof device === 'string' ? device : undefined,
      });
    }
    records.sort((a, b) => b.createdAt - a.createdAt);
    const bytes = records.reduce((sum, record) => sum + record.bytes, 0);
    return { count: records.length, bytes, records: records.slice(0, limit) };
  }
}
