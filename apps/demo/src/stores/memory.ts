import { MemorySessionStore } from '@sess/core';
import { listCreated } from './list-created.js';
import type { OpenStore } from './open-store.js';

const maxSessions = 10_000;

export function openMemory(): OpenStore {
  const store = new MemorySessionStore({ maxSessions });
  return {
    store,
    place: 'the memory of this process, until it ends',
    endsWithShop: true,
    look: listCreated(store, maxSessions),
    close: () => Promise.resolve(),
  };
}
