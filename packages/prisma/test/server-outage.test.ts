import { setTimeout as sleep } from 'node:timers/promises';
import { mariadb, postgresql, RunningServer, type ServerKind, skip, startServer } from '@sess/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreError } from '@sess/core';
import { PrismaSessionStore } from '../src/index.js';
import type { Backend } from './backends/backend.js';
import { openMariadb } from './backends/mariadb.js';
import { openPostgresql } from './backends/postgresql.js';
import { newId, newRecord } from './new-record.js';

const kinds: readonly { readonly kind: ServerKind; readonly open: (server: RunningServer) => Promise<Backend> }[] = [
  { kind: postgresql, open: openPostgresql },
  { kind: mariadb, open: openMariadb },
];

// An unhandled rejection fails the run, so that there is none is tested throughout.
describe.each(kinds)('a server of its own, $kind.name', ({ kind, open }) => {
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

  it('halted and started again: typed errors, then the same store object works', async ({ skip: leave }) => {
    if (!server || !backend) return leave();
    const store = new PrismaSessionStore(backend.connect().session);
    const id = newId();
    const record = newRecord();
    await store.create(id, record);
    await server.halt();
    await expect(store.load(id)).rejects.toSatisfy(
      (error) => error instanceof StoreError && error.outcome === 'not-applied',
    );
    // What is refused before it is sent is told so; a connection of the pool may find out only by sending.
    await expect(store.update(id, newRecord(), record.revision)).rejects.toBeInstanceOf(StoreError);
    await expect(store.delete(id)).rejects.toSatisfy(
      (error) => error instanceof StoreError && error.outcome === 'not-applied',
    );
    await server.restart();
    expect(await store.load(id)).toMatchObject(record);
    expect(await store.update(id, newRecord(), record.revision)).toMatchObject({ status: 'written' });
  });

  it('frozen: nobody is told anything, and what was asked is done when it thaws', async ({ skip: leave }) => {
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

  it('killed while a statement runs: the write is said to be unknown', async ({ skip: leave }) => {
    if (!server || !backend) return leave();
    const store = new PrismaSessionStore(backend.connect().session);
    const id = newId();
    const record = newRecord();
    await store.create(id, record);
    const locks: Readonly<Record<string, string>> = {
      postgresql: `DO $$ BEGIN PERFORM 1 FROM session WHERE id = '${id}' FOR UPDATE; PERFORM pg_sleep(30); END $$`,
      mysql: `UPDATE session SET owner = CONCAT('', SLEEP(30)) WHERE id = '${id}'`,
    };
    const holder = Promise.allSettled([backend.connect().$executeRawUnsafe(locks[backend.dialect] ?? '')]);
    await sleep(300);
    const settled = Promise.allSettled([store.update(id, newRecord(), record.revision)]);
    await sleep(200);
    await server.restart();
    const [write] = await settled;
    expect(write.status === 'rejected' && (write.reason as unknown)).toBeInstanceOf(StoreError);
    expect(write).toMatchObject({ reason: { outcome: 'unknown' } });
    await holder;
    expect(await store.load(id)).toMatchObject(record);
  });
});
