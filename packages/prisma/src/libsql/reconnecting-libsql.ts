import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PrismaLibSql } from '@prisma/adapter-libsql';

type Client = ReturnType<PrismaLibSql['createClient']>;
type Execute = (...call: readonly unknown[]) => ReturnType<Client['execute']>;

/** SQLITE_BUSY, and SQLITE_READONLY_DBMOVED: the file was removed or replaced. */
const busy = 5;
const moved = 1032;

/**
 * Prisma's adapter for SQLite through libSQL, which replaces the connection once the file was locked.
 *
 * libSQL leaves a statement in progress that failed with SQLITE_BUSY. Everything that the same connection writes
 * afterwards is acknowledged but never committed, is lost with the process, and keeps the file locked for others
 * (tursodatabase/libsql-client-ts#352). At that moment the connection holds no lock yet, so it can be replaced.
 *
 * Takes the options of `PrismaLibSql` of Prisma 7. The adapter of Prisma 6 has another name, and a libSQL client that
 * cannot reconnect. Databases in memory or on a server are left to libSQL: they have no file to lock.
 *
 * @example
 * ```ts
 * import { ReconnectingLibSql } from '@sess/prisma/libsql';
 *
 * // libSQL blocks the whole process while it waits for a lock. Let it wait briefly: the store repeats the statement.
 * const adapter = new ReconnectingLibSql({ url: 'file:sessions.db', timeout: 100 });
 * ```
 */
export class ReconnectingLibSql extends PrismaLibSql {
  override createClient(config: Parameters<PrismaLibSql['createClient']>[0]): ReturnType<PrismaLibSql['createClient']> {
    const client = super.createClient(config);
    const file = fileOf(config.url);
    if (file === undefined) return client;
    const execute = client.execute.bind(client) as Execute;
    const executeOrReconnect: Execute = async (...call) => {
      try {
        return await execute(...call);
      } catch (error) {
        // Reconnecting to a file that does not exist would create an empty one.
        if (isConnectionLost(error) && existsSync(file)) client.reconnect();
        throw error;
      }
    };
    client.execute = executeOrReconnect;
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
