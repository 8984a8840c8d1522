import { existsSync } from 'node:fs';
import { PrismaLibSql } from '@prisma/adapter-libsql';

type Client = ReturnType<PrismaLibSql['createClient']>;
type Execute = (...call: readonly unknown[]) => ReturnType<Client['execute']>;

/** SQLITE_BUSY, and SQLITE_READONLY_DBMOVED: the file was removed, or another stands in its place. */
const busy = 5;
const moved = 1032;

/**
 * Prisma's adapter for one file of SQLite, which gives a connection up after certain failures.
 *
 * libSQL leaves a statement in progress that failed because the file was locked. Whatever the same connection writes
 * from then on is acknowledged and never committed, and keeps the file locked for others
 * (https://github.com/tursodatabase/libsql-client-ts/issues/352). In that moment it holds no lock yet, so it goes.
 */
export class SqliteAdapter extends PrismaLibSql {
  readonly #file: string;

  constructor(file: string) {
    // libSQL waits for a lock by stopping the whole process. So it waits briefly, and the store asks again by itself.
    super({ url: `file:${file}`, timeout: 100 });
    this.#file = file;
  }

  override createClient(config: Parameters<PrismaLibSql['createClient']>[0]): Client {
    const client = super.createClient(config);
    const execute = client.execute.bind(client) as Execute;
    const orReconnect: Execute = async (...call) => {
      try {
        return await execute(...call);
      } catch (error) {
        // A connection to a file that is not there would create it, empty.
        if (isConnectionLost(error) && existsSync(this.#file)) client.reconnect();
        throw error;
      }
    };
    client.execute = orReconnect;
    return client;
  }
}

function isConnectionLost(error: unknown): boolean {
  const code = typeof error === 'object' && error && 'rawCode' in error ? Number(error.rawCode) : 0;
  return (code & 0xff) === busy || code === moved;
}
