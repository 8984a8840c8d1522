import { testSessionStore } from '@sess/conformance';
import { describe, it } from 'vitest';
import { NewSessionStore } from '../src/new-session-store.js';

testSessionStore(
  { describe, it },
  {
    // Your store and its backend, with the version of the server.
    name: 'NewSessionStore',
    // Those of touch, deleteExpired, countExpired, owners, diagnose and close that your store has.
    claims: [],
    // Called twice, and twice more when `close` is claimed. Use a new client each time, all on one backend that was
    // empty when the tests began.
    open: ({ clock }) => Promise.resolve({ store: new NewSessionStore({}, { clock }) }),
    construct: (options) => new NewSessionStore({}, options),
    // Worth adding: openElsewhere, dump, forget, unprepared, and outage with @sess/conformance/faults.
  },
);
