import { testSessionStore } from '@sess/conformance';
import { describe, it } from 'vitest';
import { NewSessionStore } from '../src/new-session-store.js';

testSessionStore(
  { describe, it },
  {
    // Your store and its backend, with the version of the server.
    name: 'NewSessionStore',
    // Of touch, deleteExpired, owners and close, those that your store has.
    claims: [],
    // Called twice, and twice more when `close` is claimed. A client of its own each time, on one backend that was
    // empty when the tests began.
    open: ({ clock }) => Promise.resolve({ store: new NewSessionStore({}, { clock }) }),
    construct: (options) => new NewSessionStore({}, options),
    // Worth the effort: openElsewhere, dump, forget, unprepared, and outage with @sess/conformance/faults.
  },
);
