import { MemorySessionStore } from '@sess/core';
import { describe, it } from 'vitest';
import { testSessionStore } from '../src/index.js';

let shared: MemorySessionStore | undefined;
testSessionStore(
  { describe, it },
  {
    name: 'MemorySessionStore',
    claims: ['touch', 'deleteExpired', 'owners', 'close'],
    attributes: { accountId: ['a-1', 'a-2'], seats: [1, 2], isAdmin: [true, false] },
    open({ clock }) {
      shared ??= new MemorySessionStore({ clock, maxSessions: 100_000 });
      return Promise.resolve({ store: new MemorySessionStore({ shareWith: shared, clock }) });
    },
    construct: (options) => new MemorySessionStore(options),
    dump: () => Promise.resolve(shared?.dump() ?? ''),
  },
);
