import { newId, newRecord } from '@sess/conformance/records';
import { beforeAll, expect, inject, it } from 'vitest';
import { PrismaSessionStore } from '../src/index.js';
import type { TestClient } from './backends/backend.js';
import { onEachDatabase } from './backends/each-backend.js';
import { openMariadb } from './backends/mariadb.js';
import { visitOptions } from './visit-options.js';

const mariadb = inject('mariadb');

onEachDatabase('a stored record', (backend) => {
  let client: TestClient;
  beforeAll(() => {
    client = backend().connect();
  });
  const open = (clock = Date.now) => new PrismaSessionStore(client.visit, { ...visitOptions, clock });

  it('keeps its deadline to the millisecond, also when clocks change, up to the year 9999', async () => {
    const store = open();
    // The servers of these tests and their connections use Berlin's time.
    const deadlines = [
      '2027-03-28T02:30:00.001Z',
      '2027-03-28T01:30:00.999Z',
      '2027-10-31T01:30:00.500Z',
      '2038-01-19T03:14:08Z',
    ];
    for (const expiresAt of [...deadlines.map((text) => Date.parse(text)), store.limits.maxExpiresAt]) {
      const id = newId();
      await store.create(id, newRecord({ expiresAt, createdAt: expiresAt - 1 }));
      expect(await store.load(id)).toMatchObject({ expiresAt, createdAt: expiresAt - 1 });
      const early = open(() => expiresAt - 1);
      const late = open(() => expiresAt);
      const { revision } = (await store.load(id))!;
      expect(await late.touch(id, expiresAt, revision, 'late')).toBe(false);
      expect(await early.touch(id, expiresAt, revision, 'early')).toBe(true);
      await store.delete(id);
    }
  });

  it.each([
    { accountId: 'é😀 ', seats: -(2 ** 31), balance: -Number.MAX_SAFE_INTEGER, score: 5e-324, trusted: true },
    { accountId: '', seats: 2 ** 31 - 1, balance: Number.MAX_SAFE_INTEGER, score: -(2 ** 53 - 1), trusted: false },
    { accountId: null, seats: 0, balance: 0, score: 0.1 + 0.2, trusted: null },
  ])('keeps the types and values of its attributes: $accountId', async (attributes) => {
    const store = open();
    const id = newId();
    const record = newRecord({ attributes });
    await store.create(id, record);
    expect((await store.load(id))?.attributes).toEqual(attributes);
    await store.update(id, newRecord({ attributes: { seats: 3 } }), record.revision);
    expect((await store.load(id))?.attributes).toEqual({
      accountId: null,
      seats: 3,
      balance: null,
      score: null,
      trusted: null,
    });
  });

  it.each([
    { seats: 2 ** 31 },
    { seats: 0.5 },
    { balance: 2 ** 53 },
    { score: Number.NaN },
    { score: 1.2489995732471594e225 },
    { trusted: 1 },
    { accountId: 1 },
    { accountId: '\0' },
  ])('is refused if its column would change an attribute: %o', async (attributes) => {
    const store = open();
    const id = newId();
    await expect(store.create(id, newRecord({ attributes }))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    expect(await store.load(id)).toBe(undefined);
  });

  it('is removed by deleteExpired in batches, counted once, until that is aborted', async () => {
    const store = open();
    await store.deleteExpired(10_000);
    const ids = Array.from({ length: 1203 }, newId);
    await client.visit.createMany({
      data: ids.map((key) => ({ key, content: '', begun: new Date(0), deadline: new Date(1), state: 'a' })),
    });
    expect(await store.deleteExpired(501)).toEqual({ deleted: 501, more: true });
    const controller = new AbortController();
    const stopped = store.deleteExpired(1000, { signal: controller.signal });
    controller.abort(new Error('enough'));
    // A call that has removed a batch says so, with the reason as its cause.
    const error = (await stopped.catch((reason: unknown) => reason)) as Error;
    expect([error, error.cause]).toContainEqual(new Error('enough'));
    const { deleted, more } = await store.deleteExpired(702);
    // The batch that was running at the abort may have been removed.
    expect(more).toBe(false);
    expect([702, 202]).toContain(deleted);
    expect(await store.deleteExpired(1)).toEqual({ deleted: 0, more: false });
  });
});

it.skipIf(!mariadb)("distinguishes owners and ids that are equal under MariaDB's default collation", async () => {
  const backend = await openMariadb(mariadb!);
  const client = backend.connect();
  await client.$executeRawUnsafe('ALTER TABLE session CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci');
  const store = new PrismaSessionStore(client.session);
  const owners = ['bob', 'Bob', 'bób', 'bob ', 'BOB'];
  const ids = new Map(owners.map((owner) => [owner, newId()]));
  for (const [owner, id] of ids) await store.create(id, newRecord({ owner, payload: '😀𝒳ﬀ' }));
  // The collation alone would find all of them.
  expect(await client.session.findMany({ where: { owner: 'bob' } })).toHaveLength(5);
  for (const [owner, id] of ids) {
    expect((await store.owners.listByOwner(owner, { limit: 9 })).sessions.map((session) => session.id)).toEqual([id]);
    expect(await store.load(id)).toMatchObject({ owner, payload: '😀𝒳ﬀ' });
  }
  expect(await store.owners.deleteByOwner('bob', { except: [] })).toBe(1);
  expect(await client.session.findMany({})).toHaveLength(4);
  await backend.close();
});
