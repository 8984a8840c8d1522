import { newId, newRecord } from '@sess/conformance/records';
import type { SessionId } from '@sess/core';
import type { MongodbProgram } from '@sess/test-servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { type Driver, drivers } from '../drivers.js';
import { openDatabase } from '../test-database.js';
import { withMongods, withOwnServers } from './needs-server.js';
import { type ReplicaSet, startReplicaSet } from './replica-set.js';
import { writeUntil, type WriterLoop } from './writer-loop.js';

/** Must be called inside `describe`. Returns functions, because the set is started before the first test. */
function useReplicaSet(program: MongodbProgram, driver: Driver) {
  let set: ReplicaSet;
  beforeAll(async () => {
    set = await startReplicaSet(program);
  }, 180_000);
  // Registered first, so that it ends last.
  afterAll(() => set?.stop());
  const database = openDatabase(driver, () => set.url);
  return { set: () => set, openStore: () => new MongoSessionStore(database.connect().sessions()) };
}

/** Creates sessions and ends them in both ways. Returns their ids. */
async function endSessions(store: MongoSessionStore): Promise<readonly SessionId[]> {
  await store.ensureIndexes();
  const ended = Array.from({ length: 20 }, newId);
  for (const id of ended) await store.create(id, newRecord({ owner: 'ended' }));
  for (const id of ended.slice(0, 10)) expect(await store.delete(id)).toBe(true);
  expect(await store.owners.deleteByOwner('ended', { except: [] })).toBe(10);
  return ended;
}

for (const driver of drivers) {
  withOwnServers(`a replica set, ${driver.title}`, (program) => {
    const { set, openStore } = useReplicaSet(program, driver);

    it(
      'loses no acknowledged write and revives no session when its primary is killed and restarted',
      { timeout: 240_000 },
      async () => {
        const store = openStore();
        const ended = await endSessions(store);
        const loop = writeUntil(store, 4);
        await loop.acknowledged(100);
        const killed = await set().primary();
        await killed.kill();
        await killed.restart();
        // The same store object.
        await loop.acknowledged(100);
        await expectSoundEnd(loop);
        for (const id of ended) expect(await store.load(id)).toBe(undefined);
      },
    );

    it('accepts writes after its primary has stepped down', { timeout: 240_000 }, async () => {
      const loop = writeUntil(openStore(), 4);
      await loop.acknowledged(50);
      // The connection may be closed before the reply, so the test checks what follows instead of the reply.
      await set()
        .command({ replSetStepDown: 5, force: true })
        .catch(() => undefined);
      await loop.acknowledged(50);
      await set().primary();
      await expectSoundEnd(loop);
    });

    /** Makes the primary fail the next commands of these names. */
    const fail = (failCommands: readonly string[], how: Readonly<Record<string, unknown>>, times = 1) =>
      set().command({ configureFailPoint: 'failCommand', mode: { times }, data: { failCommands, ...how } });

    it('repeats a write that never arrived', async () => {
      const store = openStore();
      const [id, record, next] = [newId(), newRecord(), newRecord()];
      await store.create(id, record);
      // The server closes the connection before it reads the command.
      await fail(['update'], { closeConnection: true });
      expect(await store.update(id, next, record.revision)).toEqual({ status: 'written', version: next.revision });
      await fail(['delete'], { closeConnection: true });
      expect(await store.deleteIf(id, next.revision)).toEqual({ status: 'deleted' });
    });

    it('applies a repeated write once, because the server recognizes the repetition', async () => {
      const store = openStore();
      const [id, record, next] = [newId(), newRecord(), newRecord()];
      // A primary that stops while it waits for the others has applied the write, and the driver must repeat it.
      const goesDown = {
        writeConcernError: { code: 91, errmsg: 'Replication is being shut down' },
        errorLabels: ['RetryableWriteError'],
      };
      await fail(['insert'], goesDown);
      expect(await store.create(id, record)).toMatchObject({ status: 'written' });
      await fail(['update'], goesDown);
      expect(await store.update(id, next, record.revision)).toEqual({ status: 'written', version: next.revision });
      expect(await store.load(id)).toMatchObject({ revision: next.revision });
      await fail(['delete'], goesDown);
      expect(await store.deleteIf(id, next.revision)).toEqual({ status: 'deleted' });
    });

    it('leaves a write unknown if it was sent twice without a reply', async () => {
      const store = openStore();
      const [id, record] = [newId(), newRecord()];
      await store.create(id, record);
      await fail(['update'], { closeConnection: true }, 2);
      await expect(store.update(id, newRecord(), record.revision)).rejects.toMatchObject({ outcome: 'unknown' });
      expect(await store.load(id)).toMatchObject({ revision: record.revision });
    });

    it('leaves a write unknown if a majority did not confirm it', async () => {
      const store = openStore();
      const [id, record, next] = [newId(), newRecord(), newRecord()];
      await store.create(id, record);
      await fail(['update'], { writeConcernError: { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'waiting' } });
      await expect(store.update(id, next, record.revision)).rejects.toMatchObject({ outcome: 'unknown' });
      // A load shows that it was applied. Core does that load.
      expect(await store.load(id)).toMatchObject({ revision: next.revision });
    });

    it('reports a write as not applied if the server refused it', async () => {
      const store = openStore();
      await fail(['insert'], { errorCode: 13 });
      const id = newId();
      await expect(store.create(id, newRecord())).rejects.toMatchObject({ outcome: 'not-applied' });
      expect(await store.load(id)).toBe(undefined);
    });
  });

  withMongods(`an election among three, ${driver.title}`, (program) => {
    const { set, openStore } = useReplicaSet(program, driver);

    it(
      'loses no acknowledged write and revives no session, also when the former primary returns',
      { timeout: 240_000 },
      async () => {
        const store = openStore();
        const ended = await endSessions(store);
        const loop = writeUntil(store, 4);
        await loop.acknowledged(100);
        const [killed, term] = [await set().primary(), await set().term()];
        await killed.kill();
        // The same store object, with another primary.
        await loop.acknowledged(100);
        expect(await set().term()).toBeGreaterThan(term);
        await killed.restart();
        await loop.acknowledged(100);
        await expectSoundEnd(loop);
        for (const id of ended) expect(await store.load(id)).toBe(undefined);
      },
    );

    it('takes place when a primary steps down, and writes are accepted after it', { timeout: 240_000 }, async () => {
      const loop = writeUntil(openStore(), 4);
      await loop.acknowledged(50);
      const term = await set().term();
      await set()
        .command({ replSetStepDown: 5, force: true })
        .catch(() => undefined);
      await loop.acknowledged(50);
      await set().primary();
      expect(await set().term()).toBeGreaterThan(term);
      await expectSoundEnd(loop);
    });
  });
}

/** Stops the writers. Each of their failures must say what is known of the write. */
async function expectSoundEnd(loop: WriterLoop) {
  const { failures } = await loop.end();
  for (const failure of failures) expect(['not-applied', 'unknown']).toContain(failure.outcome);
}
