import { randomBytes } from 'node:crypto';
import { afterAll, describe, inject } from 'vitest';
import { type Driver, drivers, type TestClient } from './drivers.js';

const server = inject('mongodb');

/** A database of a test file's own, on the server that was found. */
export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  connect(to?: string): TestClient;
}

/** Describes the same with every driver, each time on a database of its own. */
export function withEachDriver(what: string, body: (database: TestDatabase) => void): void {
  for (const driver of drivers) {
    describe.skipIf(!server)(`${what}, ${driver.title}, ${server?.title ?? 'without a server'}`, () => {
      body(openDatabase(driver));
    });
  }
}

/** Has to be called where tests are described: what was connected is closed after the last. */
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
