import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrismaClient } from '../../generated/sqlite/client.js';
import { ReconnectingLibSql } from '../../src/libsql/index.js';
import { type Backend, type BackendOptions, createTables, OpenClients } from './backend.js';

export interface SqliteBackend extends Backend {
  readonly url: string;
}

export async function openSqlite({ withoutTables, rollbackJournal }: BackendOptions = {}): Promise<SqliteBackend> {
  const folder = mkdtempSync(join(tmpdir(), 'sess-prisma-'));
  const url = `file:${join(folder, 'sess.db')}`;
  const clients = new OpenClients();
  const connect = () => clients.add(new PrismaClient({ adapter: new ReconnectingLibSql({ url, timeout: 500 }) }));
  if (!rollbackJournal) await connect().$queryRawUnsafe('PRAGMA journal_mode = WAL');
  if (!withoutTables) await createTables(connect(), 'sqlite');
  return {
    name: 'SQLite',
    dialect: 'sqlite',
    url,
    connect,
    async close() {
      await clients.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
