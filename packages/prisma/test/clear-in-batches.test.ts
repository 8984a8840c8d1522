import { PrismaLibSql } from '@prisma/adapter-libsql';
import { newId, newRecord } from '@sess/conformance/records';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { PrismaClient } from '../generated/sqlite/client.js';
import { PrismaSessionStore } from '../src/index.js';
import { openSqlite, type SqliteBackend } from './backends/sqlite.js';

let backend: SqliteBackend;
let client: PrismaClient;

beforeAll(async () => {
  backend = await openSqlite();
  client = new PrismaClient({ adapter: new PrismaLibSql({ url: backend.url, timeout: 500 }) });
});
afterAll(async () => {
  await client.$disconnect();
  await backend.close();
});

it('deleteExpired searches on from where the last batch ended, and from the beginning before it says none is left', async () => {
  const { session } = client;
  const findMany = vi.spyOn(session, 'findMany');
  const store = new PrismaSessionStore(session);
  const begins = () => findMany.mock.calls.splice(0).map(([query]) => (query as Search).where.expiresAt.gte?.getTime());
  const expire = (deadline: number) => store.create(newId(), newRecord({ expiresAt: deadline }));
  for (const deadline of [10, 20, 30, 40, 50]) await expire(deadline);

  expect(await store.deleteExpired(2)).toEqual({ deleted: 2, more: true });
  expect(begins()).toEqual([undefined]);
  expect(await store.deleteExpired(1)).toEqual({ deleted: 1, more: true });
  expect(begins()).toEqual([30]);
  // Earlier than the place that the batches have reached.
  await expire(5);
  expect(await store.deleteExpired(2)).toEqual({ deleted: 2, more: true });
  expect(await store.deleteExpired(2)).toEqual({ deleted: 1, more: false });
  expect(begins().at(-1)).toBe(undefined);
  expect(await store.deleteExpired(2)).toEqual({ deleted: 0, more: false });
  expect(begins()).toEqual([undefined]);
});

interface Search {
  readonly where: { readonly expiresAt: { readonly gte?: Date } };
}
