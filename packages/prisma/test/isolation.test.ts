import { newId, newRecord } from '@sess/conformance/records';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { PrismaSessionStore } from '../src/index.js';
import type { Backend } from './backends/backend.js';
import { openMariadb } from './backends/mariadb.js';
import { openPostgresql } from './backends/postgresql.js';

const postgresql = inject('postgresql');
const mariadb = inject('mariadb');
const rounds = 50;

/**
 * Isolation levels at which a database refuses instead of waiting, or locks gaps between rows, and a driver setting.
 */
const settings = [
  ...(postgresql
    ? [
        {
          title: 'PostgreSQL, repeatable read',
          open: () => openPostgresql(postgresql, { settings: ['default_transaction_isolation=repeatable\\ read'] }),
        },
        {
          title: 'PostgreSQL, serializable',
          open: () => openPostgresql(postgresql, { settings: ['default_transaction_isolation=serializable'] }),
        },
      ]
    : []),
  ...(mariadb
    ? [
        {
          title: 'MariaDB, serializable',
          open: () => openMariadb(mariadb, { initSql: ['SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE'] }),
        },
        // The server then counts only changed rows. Every write has a new revision, so it changes each row that it
        // finds.
        { title: 'MariaDB, foundRows off', open: () => openMariadb(mariadb, { foundRows: false }) },
      ]
    : []),
];

describe.each(settings)('$title', ({ title, open }) => {
  let backend: Backend | undefined;
  let one: PrismaSessionStore;
  let two: PrismaSessionStore;
  beforeAll(async () => {
    backend = await open();
    const connect = () => new PrismaSessionStore(backend!.connect().session);
    [one, two] = [connect(), connect()];
  });
  afterAll(() => backend?.close());

  it('writes one of two updates from one version, and reports a conflict to the other', async () => {
    for (let round = 0; round < rounds; round++) {
      const id = newId();
      const { revision } = newRecord();
      await one.create(id, newRecord({ revision }));
      const results = await Promise.all([one.update(id, newRecord(), revision), two.update(id, newRecord(), revision)]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(['conflict', 'written']);
    }
  });

  it('writes one of two creates on an expired record, and reports taken to the other', async () => {
    for (let round = 0; round < rounds; round++) {
      const id = newId();
      await one.create(id, newRecord({ expiresAt: 1 }));
      const results = await Promise.all([one.create(id, newRecord()), two.create(id, newRecord())]);
      expect(results.map(({ status }) => status).toSorted()).toEqual(['taken', 'written']);
    }
  });

  it('lets exactly one of an update and a conditional delete from one version succeed', async () => {
    for (let round = 0; round < rounds; round++) {
      const id = newId();
      const { revision } = newRecord();
      await one.create(id, newRecord({ revision }));
      const [updated, deleted] = await Promise.all([one.update(id, newRecord(), revision), two.deleteIf(id, revision)]);
      expect([updated.status, deleted.status]).toSatisfy(([update, deletion]) =>
        update === 'written' ? deletion === 'conflict' : update === 'gone' && deletion === 'deleted',
      );
    }
  });

  it('removes each record once by two concurrent deleteExpired and a deleteByOwner', async () => {
    const owner = `owner ${title}`;
    for (let round = 0; round < 10; round++) {
      const ids = Array.from({ length: 40 }, newId);
      await Promise.all(
        ids.map((id, index) => one.create(id, newRecord({ owner, ...(index % 2 === 0 && { expiresAt: 1 }) }))),
      );
      const [first, second, revoked] = await Promise.all([
        one.deleteExpired(100),
        two.deleteExpired(100),
        one.owners.deleteByOwner(owner, { except: [] }),
      ]);
      expect(first.deleted + second.deleted + revoked).toBe(40);
    }
  });

  it('writes an update that changes nothing but the revision', async () => {
    const id = newId();
    const record = newRecord();
    await one.create(id, record);
    const revision = newRecord().revision;
    expect(await one.update(id, { ...record, revision }, record.revision)).toEqual({
      status: 'written',
      version: revision,
    });
  });
});

it.skipIf(!postgresql)('the store repeats a statement that PostgreSQL refuses as a serialization failure', async () => {
  const backend = await openPostgresql(postgresql!, { settings: ['default_transaction_isolation=serializable'] });
  const [client, other] = [backend.connect(), backend.connect()];
  const store = new PrismaSessionStore(client.session);
  const [id, record] = [newId(), newRecord()];
  await store.create(id, record);
  /** Runs the statement while another transaction has changed the row, which commits once the statement waits. */
  const duringAnother = async <T>(statement: () => PromiseLike<T>) => {
    let settling: Promise<PromiseSettledResult<T>[]> | undefined;
    const waiting = "datname = current_database() AND wait_event_type = 'Lock'";
    await other.$transaction(
      async (transaction) => {
        await transaction.$executeRawUnsafe(`UPDATE session SET owner = 'other' WHERE id = '${id}'`);
        settling = Promise.allSettled([statement()]);
        await vi.waitFor(async () => {
          expect(await client.$queryRawUnsafe(`SELECT 1 FROM pg_stat_activity WHERE ${waiting}`)).toHaveLength(1);
        }, 30_000);
      },
      { timeout: 60_000, maxWait: 60_000 },
    );
    return (await settling)?.[0];
  };
  const data = { revision: record.revision };
  const plain = await duringAnother(() => client.session.updateMany({ where: { id }, data }));
  expect(plain).toMatchObject({ status: 'rejected', reason: { code: 'P2034' } });
  const next = newRecord();
  const repeated = await duringAnother(() => store.update(id, next, record.revision));
  expect(repeated).toMatchObject({ status: 'fulfilled', value: { status: 'written', version: next.revision } });
  await backend.close();
});
