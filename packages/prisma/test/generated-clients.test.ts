import { newId, newRecord } from '@sess/conformance/records';
import { openClient, openClientJs } from '@sess/fixture-prisma-6';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrismaClient as MysqlClient } from '../generated/mysql/client.js';
import type { PrismaClient as PostgresqlClient } from '../generated/postgresql/client.js';
import { PrismaClient } from '../generated/sqlite/client.js';
import { PrismaClient as PrismaClientJs } from '../generated/sqlite-js/index.js';
import { PrismaSessionStore, type SessionDelegate } from '../src/index.js';
import { openSqlite, type SqliteBackend } from './backends/sqlite.js';
import { visitOptions } from './visit-options.js';

let backend: SqliteBackend;
const adapter = () => new PrismaLibSql({ url: backend.url, timeout: 500 });

beforeAll(async () => {
  backend = await openSqlite();
});
afterAll(() => backend.close());

/**
 * The client of each generator, an extended one, and one in a transaction. The compiler checks that the store accepts
 * them.
 */
const clients = {
  'Prisma 7, prisma-client': () => new PrismaClient({ adapter: adapter() }),
  'Prisma 7, prisma-client-js': () => new PrismaClientJs({ adapter: adapter() }),
  'Prisma 6, prisma-client': () => openClient(backend.url),
  'Prisma 6, prisma-client-js': () => openClientJs(backend.url),
  'Prisma 7, dates as Prisma 6 kept them without an adapter': () =>
    new PrismaClient({ adapter: new PrismaLibSql({ url: backend.url }, { timestampFormat: 'unixepoch-ms' }) }),
  'Prisma 7, extended': () =>
    new PrismaClient({ adapter: adapter() }).$extends({
      result: { session: { size: { needs: { payload: true }, compute: ({ payload }) => payload.length } } },
      query: { session: { findUnique: ({ args, query }) => query(args) } },
    }),
};

for (const [title, open] of Object.entries(clients)) {
  describe(`a client of ${title}`, () => {
    it('works with every verb', async () => {
      const client = open();
      const store = new PrismaSessionStore(client.session);
      const id = newId();
      const owner = `owner of ${title}`;
      const record = newRecord({ owner, payload: '{"a":"é😀"}' });
      expect(await store.create(id, record)).toEqual({ status: 'written', version: record.revision });
      expect(await store.create(id, record)).toEqual({ status: 'taken' });
      expect(await store.load(id)).toEqual({ ...record, version: record.revision });
      const next = newRecord({ owner, payload: '' });
      expect(await store.update(id, next, 'another')).toMatchObject({ status: 'conflict', current: record });
      expect(await store.update(id, next, record.revision)).toEqual({ status: 'written', version: next.revision });
      expect(await store.touch(id, next.expiresAt + 1, next.revision, 'touched')).toBe(true);
      expect((await store.owners.listByOwner(owner, { limit: 5 })).sessions).toEqual([
        { id, createdAt: record.createdAt, expiresAt: next.expiresAt + 1 },
      ]);
      expect(await store.deleteIf(id, next.revision)).toMatchObject({ status: 'conflict' });
      expect(await store.deleteIf(id, 'touched')).toEqual({ status: 'deleted' });
      expect(await store.deleteIf(id, 'touched')).toEqual({ status: 'gone' });
      expect(await store.delete(id)).toBe(false);
      await store.create(id, { ...record, expiresAt: 1 });
      expect(await store.deleteExpired(5)).toEqual({ deleted: 1, more: false });
      await store.create(id, record);
      expect(await store.owners.deleteByOwner(owner, { except: [] })).toBe(1);
      await client.$disconnect();
    });

    it('lists the fields of its model, so the constructor refuses a wrong column', async () => {
      const client = open();
      expect(() => new PrismaSessionStore(client.visit)).toThrow(/no field 'id' for columns.id \(it has key, content/);
      expect(() => new PrismaSessionStore(client.visit, visitOptions)).not.toThrow();
      await client.$disconnect();
    });

    it('is refused instead of a delegate', async () => {
      const client = open();
      // @ts-expect-error -- the compiler refuses it as well
      expect(() => new PrismaSessionStore(client)).toThrow(/the whole Prisma client: hand over .* prisma.session/);
      await client.$disconnect();
    });
  });
}

it('works within a transaction that the application opened', async () => {
  const client = new PrismaClient({ adapter: adapter() });
  const id = newId();
  const undone = client.$transaction(async (transaction) => {
    const store = new PrismaSessionStore(transaction.session);
    await store.create(id, newRecord());
    expect(await store.load(id)).toBeDefined();
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  expect(await new PrismaSessionStore(client.session).load(id)).toBe(undefined);
  await client.$disconnect();
});

it('accepts the types of the delegates of every database', () => {
  const take = (delegate: SessionDelegate) => delegate;
  const typed = (postgresql: PostgresqlClient, mysql: MysqlClient) =>
    [postgresql.session, postgresql.visit, mysql.session, mysql.visit].map(take);
  expect(typed).toBeTypeOf('function');
  // @ts-expect-error -- not a delegate
  expect(() => take({ findUnique: (query: number) => query })).not.toThrow();
});
