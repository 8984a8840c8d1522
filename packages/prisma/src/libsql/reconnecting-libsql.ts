import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PrismaLibSql } from '@prisma/adapter-libsql';

type Client = ReturnType<PrismaLibSql['createClient']>;
type Execute = (...call: readonly unknown[]) => ReturnType<Client['execute']>;

/** SQLITE_BUSY, and SQLITE_READONLY_DBMOVED: the file was removed, or another stands in its place. */
const busy = 5;
const moved = 1032;

/**
 * Prisma's adapter for SQLite through libSQL, which gives a connection up once the file was locked.
 *
 * libSQL leaves a statement in progress that failed with SQLITE_BUSY. Whatever the same connection writes from then on is
 * acknowledged and never committed, is gone with the process, and keeps the file locked for others
 * (tursodatabase/libsql-client-ts#352). In that moment the connection holds no lock yet, so it is replaced by another.
 *
 * Takes the options of `PrismaLibSql` of Prisma 7; the adapter of Prisma 6 has another name, and a libSQL client that cannot
 * reconnect. A database in memory, or on a server, is left to libSQL: it has no file to lock.
 *
 * @example
 * ```ts
 * import { ReconnectingLibSql } from '@sess/prisma/libsql';
 *
 * // libSQL waits for a lock by stopping the whole process: let it wait briefly, the store asks again by itself.
 * const adapter = new ReconnectingLibSql({ url: 'file:sessions.db', timeout: 100 });
 * ```
 */
export class ReconnectingLibSql extends PrismaLibSql {
  override createClient(config: Parameters<PrismaLibSql['createClient']>[0]): ReturnType<PrismaLibSql['createClient']> {
    const client = super.createClient(config);
    const file = fileOf(config.url);
    if (file === undefined) return client;
    const execute = client.execute.bind(client) as Execute;
    const orReconnect: Execute = async (...call) => {
      try {
        return await execute(...call);
      } catch (error) {
        // A connection to a file that is not there would create it, empty.
        if (isConnectionLost(error) && existsSync(file)) client.reconnect();
        throw error;
      }
    };
    client.execute = orReconnect;
    return client;
  }
}

function fileOf(url: string): string | undefined {
  if (!url.startsWith('file:') || url.includes(':memory:')) return undefined;
  const [bare = ''] = url.split(/[?#]/, 1);
  return bare.startsWith('file://') ? fileURLToPath(bare) : decodeURIComponent(bare.slice('file:'.length));
}

function isConnectionLost(error: unknown): boolean {
  const code = typeof error === 'object' && error && 'rawCode' in error ? Number(error.rawCode) : 0;
  return (code & 0xff) === busy || code === moved;
}
