import type { KeyedStore, SessionId } from '@sess/core';
import type { KeptRecord, StoreContents } from './open-store.js';

/** A store has no verb to list everything, because nobody but a demo's page wants it: so the ids are written down. */
export class ListedIds {
  readonly #ids = new Set<SessionId>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(id: SessionId): void {
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= this.#most) break;
      this.#ids.delete(oldest);
    }
  }

  async look(store: KeyedStore, limit: number): Promise<StoreContents> {
    const records: KeptRecord[] = [];
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
