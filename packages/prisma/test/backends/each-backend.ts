import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { Backend } from './backend.js';
import { openMariadb } from './mariadb.js';
import { openPostgresql } from './postgresql.js';
import { openSqlite } from './sqlite.js';

const postgresqlServer = inject('postgresql');
const mariadbServer = inject('mariadb');

/** How to open a backend, for each that is here; what is missing was reported when the run began. */
export const backends: readonly { readonly title: string; readonly open: () => Promise<Backend> }[] = [
  { title: 'SQLite', open: openSqlite },
  ...(postgresqlServer ? [{ title: 'PostgreSQL', open: () => openPostgresql(postgresqlServer) }] : []),
  ...(mariadbServer ? [{ title: 'MariaDB', open: () => openMariadb(mariadbServer) }] : []),
];

/** Describes the same on every database, each time on one of its own. */
export function onEachBackend(what: string, body: (backend: () => Backend) => void): void {
  for (const { title, open } of backends) {
    describe(`${what} on ${title}`, () => {
      let backend: Backend | undefined;
      beforeAll(async () => {
        backend = await open();
      });
      afterAll(() => backend?.close());
      body(() => {
        if (!backend) throw new Error('The backend is opened before the tests run.');
        return backend;
      });
    });
  }
}
