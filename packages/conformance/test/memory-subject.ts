import { MemorySessionStore } from '@sess/core';
import type { StoreSubject } from '../src/index.js';

/** Core's own store, as both runners below run it. */
export function memorySubject(): StoreSubject {
  let shared: MemorySessionStore | undefined;
  return {
    name: 'MemorySessionStore',
    claims: ['touch', 'deleteExpired', 'owners', 'close'],
    attributes: { accountId: ['a-1', 'a-2'], seats: [1, 2], isAdmin: [true, false] },
    open({ clock }) {
      shared ??= new MemorySessionStore({ clock, maxSessions: 100_000 });
      return Promise.resolve({ store: new MemorySessionStore({ shareWith: shared, clock }) });
    },
    openElsewhere: ({ clock }) => Promise.resolve({ store: new MemorySessionStore({ clock }) }),
    construct: (options) => new MemorySessionStore(options),
    dump: () => Promise.resolve(shared?.dump() ?? ''),
  };
}
