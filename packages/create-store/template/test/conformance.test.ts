import { testSessionStore } from '@sess/conformance';
import { afterAll, describe, it } from 'vitest';
import { NewSessionStore } from '../src/new-session-store.js';

// A dozen laws need a line between your clients and the server that the suite can break. Uncomment the two for
// your server, delete the others, and uncomment what names `line` below. Connect every client to `line.host` and
// `line.port`, without TLS.
//
// PostgreSQL, CockroachDB, YugabyteDB:
// import { FaultyLine, outageOf, postgresqlProtocol } from '@sess/conformance/faults';
// const line = await FaultyLine.open({ host: '127.0.0.1', port: 5432 }, postgresqlProtocol);
//
// MySQL, MariaDB:
// import { FaultyLine, mysqlProtocol, outageOf } from '@sess/conformance/faults';
// const line = await FaultyLine.open({ host: '127.0.0.1', port: 3306 }, mysqlProtocol);
//
// Redis, Valkey:
// import { FaultyLine, outageOf, redisProtocol } from '@sess/conformance/faults';
// const line = await FaultyLine.open({ host: '127.0.0.1', port: 6379 }, redisProtocol);
//
// memcached, by its text protocol:
// import { FaultyLine, memcachedProtocol, outageOf } from '@sess/conformance/faults';
// const line = await FaultyLine.open({ host: '127.0.0.1', port: 11211 }, memcachedProtocol);
//
// Any other server, at its port. It refuses, freezes and delays; to lose requests and replies, write a WireProtocol:
// import { FaultyLine, outageOf } from '@sess/conformance/faults';
// const line = await FaultyLine.open({ host: '127.0.0.1', port: 9042 });

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
    // outage: outageOf(line),
    // Worth adding: openElsewhere, dump, forget, unprepared.
  },
);

afterAll(async () => {
  // End the clients, which the suite does not, and then the line.
  // await line.close();
});
