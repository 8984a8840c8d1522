import { MemorySessionStore } from '@sess/core';
import type { StoreSubject } from '../src/index.js';

/** Returns a subject for core's own store, or for a variant of it. */
export function memorySubject(Store: typeof MemorySessionStore = MemorySessionStore): StoreSubject {
  let shared: MemorySessionStore | undefined;
  return {
    name: 'MemorySessionStore',
    claims: ['touch', 'deleteExpired', 'owners', 'close'],
    attributes: { accountId: ['a-1', 'a-2'], seats: [1, 2], isAdmin: [true, false] },
    open({ clock }) {
      shared ??= new Store({ clock, maxSessions: 100_000 });
      return Promise.resolve({ store: new Store({ shareWith: shared, clock }) });
    },
    openElsewhere: ({ clock }) => Promise.resolve({ store: new Store({ clock }) }),
    construct: (options) => new Store(options),
    dump: () => Promise.resolve(shared?.dump() ?? ''),
  };
}
