import { mysqlProtocol, postgresqlProtocol, type WireProtocol } from '@sess/conformance/faults';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { Backend, BackendOptions } from './backend.js';
import { openMariadb } from './mariadb.js';
import { openPostgresql } from './postgresql.js';
import { openSqlite } from './sqlite.js';

export interface TestedDatabase {
  readonly title: string;
  /** Opens a new database. Absent without a server, which the run has reported at its start. */
  readonly open?: (options?: BackendOptions) => Promise<Backend>;
  /** The protocol of its clients. Absent: it is embedded. */
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

/** Describes the same tests for every database, each time on a new one. */
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
