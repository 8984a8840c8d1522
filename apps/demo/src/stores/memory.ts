import {
  type CallOptions,
  type CreateResult,
  MemorySessionStore,
  type SessionId,
  type SessionRecord,
} from '@sess/core';
import type { KeptRecord, OpenStore } from './open-store.js';

const mostSessions = 10_000;

/** A store has no verb to list everything, because nobody but a demo's page wants it: so the ids are written down. */
class ListedMemoryStore extends MemorySessionStore {
  readonly ids = new Set<SessionId>();

  override create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    this.ids.add(id);
    for (const oldest of this.ids) {
      if (this.ids.size <= mostSessions) break;
      this.ids.delete(oldest);
    }
    return super.create(id, record, options);
  }
}

export function openMemory(): OpenStore {
  const store = new ListedMemoryStore({ maxSessions: mostSessions });
  return {
    store,
    place: 'the memory of this process, until it ends',
    async look(limit) {
      const records: KeptRecord[] = [];
      for (const id of store.ids) {
        const record = await store.load(id);
        if (!record) {
          store.ids.delete(id);
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
    },
    close: () => Promise.resolve(),
  };
}
