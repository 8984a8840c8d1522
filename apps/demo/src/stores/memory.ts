import {
  type CallOptions,
  type CreateResult,
  MemorySessionStore,
  type SessionId,
  type SessionRecord,
} from '@sess/core';
import { ListedIds } from './listed-ids.js';
import type { OpenStore } from './open-store.js';

const maxSessions = 10_000;

class ListedMemoryStore extends MemorySessionStore {
  readonly ids = new ListedIds(maxSessions);

  override create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    this.ids.add(id);
    return super.create(id, record, options);
  }
}

export function openMemory(): OpenStore {
  const store = new ListedMemoryStore({ maxSessions });
  return {
    store,
    place: 'the memory of this process, until it ends',
    endsWithShop: true,
    look: (limit) => store.ids.look(store, limit),
    close: () => Promise.resolve(),
  };
}
