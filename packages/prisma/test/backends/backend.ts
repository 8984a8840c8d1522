import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionDelegate } from '../../src/index.js';

/** The part of a generated client that the tests use, for any database. */
export interface TestClient {
  readonly session: SessionDelegate;
  readonly visit: SessionDelegate;
  $executeRawUnsafe(statement: string): PromiseLike<number>;
  $queryRawUnsafe(statement: string): PromiseLike<unknown>;
  $transaction(
    run: (transaction: Pick<TestClient, '$executeRawUnsafe'>) => Promise<void>,
    options?: { readonly timeout?: number; readonly maxWait?: number },
  ): Promise<void>;
  $disconnect(): Promise<void>;
}

/** The address that clients connect to, if not that of the backend. */
export interface Route {
  readonly host: string;
  readonly port: number;
}

/** A new database with its tables, on one of the servers of the tests. */
export interface Backend {
  /** With the version of the server, if it is known. */
  readonly name: string;
  readonly dialect: Dialect;
  /** The address of the server, if there is one. */
  readonly address?: Route;
  /** Returns another client with its own connections. They are closed with the backend. */
  connect(route?: Route): TestClient;
  /** Closes all clients and drops the database. */
  close(): Promise<void>;
}

export interface BackendOptions {
  /** Leaves the database empty. */
  readonly withoutTables?: boolean;
  /** SQLite's default journal, with which readers and writers block each other. Absent: WAL, as the README says. */
  readonly rollbackJournal?: boolean;
}

export type Dialect = 'sqlite' | 'postgresql' | 'mysql';

/** The column for each type of attribute, as the README says, on any of the three databases. */
const attributeColumns: Readonly<Record<Dialect, readonly string[]>> = {
  sqlite: ['account_id TEXT', 'seats INTEGER', 'balance BIGINT', 'score REAL', 'trusted BOOLEAN'],
  postgresql: ['account_id TEXT', 'seats INTEGER', 'balance BIGINT', 'score DOUBLE PRECISION', 'trusted BOOLEAN'],
  mysql: ['account_id VARCHAR(191)', 'seats INTEGER', 'balance BIGINT', 'score DOUBLE', 'trusted BOOLEAN'],
};

/** Creates the table from the published file, and a second one `visit` with columns for attributes. */
export async function createTables(client: TestClient, dialect: Dialect): Promise<void> {
  const published = readFileSync(join(import.meta.dirname, '../../sql', `${dialect}.sql`), 'utf8');
  const statements = published.replace(/^\s*--.*$/gm, '').split(/;\s*$/m);
  for (const statement of statements.filter((one) => one.trim())) {
    await client.$executeRawUnsafe(statement);
    await client.$executeRawUnsafe(statement.replace(/(["`])session/g, '$1visit'));
  }
  for (const column of attributeColumns[dialect])
    await client.$executeRawUnsafe(`ALTER TABLE visit ADD COLUMN ${column}`);
}

export function newDatabaseName(): string {
  return `sess_${randomBytes(8).toString('hex')}`;
}

/** Keeps the clients that tests open, and closes them together. */
export class OpenClients {
  readonly #clients: TestClient[] = [];

  add<Client extends TestClient>(client: Client): Client {
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.$disconnect()));
  }
}
