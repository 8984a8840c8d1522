import { setTimeout as sleep } from 'node:timers/promises';
import { FaultyLine } from '@sess/conformance/faults';
import { newId, newRecord } from '@sess/conformance/records';
import { mariadb, postgresql, RunningServer, type ServerKind, skip, startServer } from '@sess/test-servers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { StoreError } from '@sess/core';
import { PrismaSessionStore } from '../src/index.js';
import type { Backend, Dialect } from './backends/backend.js';
import { openMariadb } from './backends/mariadb.js';
import { openPostgresql } from './backends/postgresql.js';

const kinds: readonly { readonly kind: ServerKind; readonly open: (server: RunningServer) => Promise<Backend> }[] = [
  { kind: postgresql, open: openPostgresql },
  { kind: mariadb, open: (server) => openMariadb(server, { acquireTimeout: 2000 }) },
];

// An unhandled rejection fails the run, so every test here also shows that there is none.

/**
 * Returns a statement that locks a session for a long time, and queries that find a row once it is locked, and once
 * another statement waits for it.
 */
function lockOf(dialect: Dialect, id: string): { hold: string; isHeld: string; isAwaited: string } {
  if (dialect === 'postgresql') {
    return {
      hold: `DO $$ BEGIN PERFORM 1 FROM session WHERE id = '${id}' FOR UPDATE; PERFORM pg_sleep(30); END $$`,
      isHeld: "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'",
      isAwaited: "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'",
    };
  }
  return {
    hold: `UPDATE session SET owner = CONCAT('', SLEEP(30)) WHERE id = '${id}'`,
    isHeld: "SELECT 1 FROM information_schema.processlist WHERE state = 'User sleep'",
    isAwaited: "SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'",
  };
}

describe.each(kinds)('an outage of $kind.name', ({ kind, open }) => {
  let server: RunningServer | undefined;
  let backend: Backend | undefined;

  beforeAll(async () => {
    const started = await startServer(kind);
    if (!(started instanceof RunningServer)) return skip(`outages of ${kind.name}`, started.reason);
    server = started;
    backend = await open(started);
  });
  afterAll(async () => {
    await backend?.close();
    await server?.stop();
  });

  it('rejects with StoreErrors while the server is stopped, and the store works after a restart', async ({
    skip: leave,
  }) => {
    if (!server || !backend) return leave();
    const store = new PrismaSessionStore(backend.connect().session);
    const id = newId();
    const record = newRecord();
    await store.create(id, record);
    await server.halt();
    await expect(store.load(id)).rejects.toSatisfy(
      (error) => error instanceof StoreError && error.outcome === 'not-applied',
    );
    // A call that is refused before it is sent is not applied. A pooled connection may notice only when it sends.
    await expect(store.update(id, newRecord(), record.revision)).rejects.toBeInstanceOf(StoreError);
    await expect(store.delete(id)).rejects.toSatisfy(
      (error) => error instanceof StoreError && error.outcome === 'not-applied',
    );
    await server.restart();
    expect(await store.load(id)).toMatchObject(record);
    expect(await store.update(id, newRecord(), record.revision)).toMatchObject({ status: 'written' });
  });

  it('delays calls while the server is frozen, and they succeed once it runs again', async ({ skip: leave }) => {
    if (!server || !backend) return leave();
    const store = new PrismaSessionStore(backend.connect().session);
    const id = newId();
    const record = newRecord();
    await store.create(id, record);
    server.freeze();
    const calls = [store.load(id), store.update(id, newRecord(), record.revision)];
    const silence = sleep(500, 'silence');
    expect(await Promise.race([...calls.map((call) => call.then(String, String)), silence])).toBe('silence');
    server.resume();
    await Promise.all(calls);
    expect(await store.load(id)).toBeDefined();
  });

  it('leaves a write unknown if the server is killed while its statement runs', async ({ skip: leave }) => {
    if (!server || !backend) return leave();
    const store = new PrismaSessionStore(backend.connect().session);
    const id = newId();
    const record = newRecord();
    await store.create(id, record);
    const { hold, isHeld, isAwaited } = lockOf(backend.dialect, id);
    const watcher = backend.connect();
    const until = (query: string) =>
      vi.waitFor(async () => expect(await watcher.$queryRawUnsafe(query)).toHaveLength(1), {
        timeout: 25_000,
        // InnoDB shows a copy of its locks, which it renews only if it was not read for a tenth of a second.
        interval: 200,
      });
    const holder = Promise.allSettled([backend.connect().$executeRawUnsafe(hold)]);
    await until(isHeld);
    const settled = Promise.allSettled([store.update(id, newRecord(), record.revision)]);
    await until(isAwaited);
    await server.kill();
    await server.restart();
    const [write] = await settled;
    expect(write.status === 'rejected' && (write.reason as unknown)).toBeInstanceOf(StoreError);
    expect(write).toMatchObject({ reason: { outcome: 'unknown' } });
    await holder;
    expect(await store.load(id)).toMatchObject(record);
  });

  it('leaves a write unknown and a read not applied if the connection is cut while they wait', async ({
    skip: leave,
  }) => {
    if (!server || !backend?.address) return leave();
    const line = await FaultyLine.open(backend.address);
    const store = new PrismaSessionStore(backend.connect({ host: line.host, port: line.port }).session);
    const id = newId();
    const record = newRecord();
    await store.create(id, record);
    // Both calls need a connection, and have one before the line freezes.
    await Promise.all([store.load(id), store.touch(id, record.expiresAt, record.revision, 'first')]);
    line.freeze();
    const settled = Promise.allSettled([store.load(id), store.touch(id, record.expiresAt, 'first', 'second')]);
    // Time enough to send both.
    await sleep(1000);
    await line.refuse();
    const [read, write] = await settled;
    expect(read).toMatchObject({ status: 'rejected', reason: { name: 'StoreError', outcome: 'not-applied' } });
    expect(write).toMatchObject({ status: 'rejected', reason: { name: 'StoreError', outcome: 'unknown' } });
    await line.recover();
    expect(await store.load(id)).toBeDefined();
    await line.close();
  });
});
