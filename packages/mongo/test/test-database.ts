import { randomBytes } from 'node:crypto';
import { afterAll, describe, inject } from 'vitest';
import { type Driver, drivers, type TestClient } from './drivers.js';

const server = inject('mongodb');

/** The database of one test file, on the server that was found. */
export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  connect(to?: string): TestClient;
}

/** Describes the same tests for every driver, each time on a new database. */
export function withEachDriver(what: string, body: (database: TestDatabase) => void): void {
  for (const driver of drivers) {
    describe.skipIf(!server)(`${what}, ${driver.title}, ${server?.title ?? 'without a server'}`, () => {
      body(openDatabase(driver));
    });
  }
}

/** Must be called inside `describe`, because it closes its clients after the last test. */
export function openDatabase(driver: Driver = drivers[0], url: () => string = () => server?.url ?? ''): TestDatabase {
  const name = `sess_${randomBytes(6).toString('hex')}`;
  const clients: TestClient[] = [];
  const database = {
    name,
    get url() {
      return url();
    },
    connect(to = url()) {
      const client = driver.connect(to, name);
      clients.push(client);
      return client;
    },
  };
  afterAll(async () => {
    await clients[0]?.dropDatabase().catch(() => undefined);
    await Promise.all(clients.map((client) => client.close()));
  });
  return database;
}
