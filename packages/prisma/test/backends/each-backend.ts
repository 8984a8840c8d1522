import { mysqlProtocol, postgresqlProtocol, type WireProtocol } from '@sess/conformance/faults';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { Backend, BackendOptions } from './backend.js';
import { openMariadb } from './mariadb.js';
import { openPostgresql } from './postgresql.js';
import { openSqlite } from './sqlite.js';

export interface TestedDatabase {
  readonly title: string;
  /** Opens a database of its own; absent where there is no server, which was reported when the run began. */
  readonly open?: (options?: BackendOptions) => Promise<Backend>;
  /** What its clients speak over the network; absent: it is embedded. */
  readonly protocol?: WireProtocol;
}

const postgresqlServer = inject('postgresql');
const mariadbServer = inject('mariadb');

export const databases = {
  sqlite: { title: 'SQLite', open: openSqlite },
  postgresql: {
    title: 'PostgreSQL',
    protocol: postgresqlProtocol,
    ...(postgresqlServer && { open: (options?: BackendOptions) => openPostgresql(postgresqlServer, options) }),
  },
  mariadb: {
    title: 'MariaDB',
    protocol: mysqlProtocol,
    ...(mariadbServer && { open: (options?: BackendOptions) => openMariadb(mariadbServer, options) }),
  },
} satisfies Record<string, TestedDatabase>;

/** Describes the same on every database, each time on one of its own. */
export function onEachDatabase(what: string, body: (backend: () => Backend) => void): void {
  for (const { title, open } of Object.values<TestedDatabase>(databases)) {
    describe.skipIf(!open)(`${what} on ${title}`, () => {
      let backend: Backend | undefined;
      beforeAll(async () => {
        backend = await open?.();
      });
      afterAll(() => backend?.close());
      body(() => {
        if (!backend) throw new Error('The database is opened before the tests run.');
        return backend;
      });
    });
  }
}
