import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { refusal } from './fault.js';
import { withProxies } from './proxied-database.js';

const unknown = { name: 'StoreError', outcome: 'unknown' };

withProxies('what the driver repeats by itself', (database) => {
  it('goes out twice under one number, and a set that remembers it answers as it did at first', async () => {
    const { proxy, client } = await database.open('remembered');
    const store = new MongoSessionStore(client.sessions());
    const [id, first, second] = [newId(), newRecord(), newRecord()];
    proxy.meet('insert', { kind: 'cut after' }, 1);
    expect(await store.create(id, first)).toEqual({ status: 'written', version: first.revision });
    proxy.meet('update', { kind: 'cut after' }, 1);
    expect(await store.update(id, second, first.revision)).toMatchObject({ status: 'written' });
    proxy.meet('update', { kind: 'cut after' }, 1);
    expect(await store.touch(id, second.expiresAt + 1, second.revision, 'third')).toBe(true);
    const inserts = proxy.seen.filter(({ name }) => name === 'insert');
    expect(inserts).toHaveLength(2);
    const [one, two] = inserts.map(({ command }) => String(command['txnNumber']));
    expect(one).toMatch(/^\d+$/);
    expect(two).toBe(one);
    proxy.meet('delete', { kind: 'cut after' }, 1);
    expect(await store.deleteIf(id, 'third')).toEqual({ status: 'deleted' });
  });

  it('is not numbered, nor repeated, where the driver is told retryWrites=false', async () => {
    const { proxy, client } = await database.open('carried out', '&retryWrites=false');
    const store = new MongoSessionStore(client.sessions());
    proxy.meet('insert', { kind: 'cut after' }, 1);
    await expect(store.create(newId(), newRecord())).rejects.toMatchObject(unknown);
    expect(proxy.passed()).toEqual(['insert']);
  });

  it('is unknown where each attempt is carried out: nothing to change at last may be its own doing', async () => {
    const { proxy, client } = await database.open('carried out');
    const store = new MongoSessionStore(client.sessions());
    const [id, first, second] = [newId(), newRecord(), newRecord()];
    proxy.meet('insert', { kind: 'cut after' }, 1);
    await expect(store.create(id, first)).rejects.toMatchObject(unknown);
    proxy.meet('update', { kind: 'cut after' }, 1);
    const update = store.update(id, second, first.revision);
    await expect(update).rejects.toMatchObject(unknown);
    await expect(update).rejects.toThrow(/could not update: the driver sent it 2 times/);
    expect(await store.load(id)).toMatchObject({ revision: second.revision });
    proxy.meet('update', { kind: 'cut after' }, 1);
    await expect(store.touch(id, second.expiresAt, second.revision, 'third')).rejects.toMatchObject(unknown);
    proxy.meet('delete', { kind: 'cut after' }, 1);
    await expect(store.deleteIf(id, 'third')).rejects.toMatchObject(unknown);
    expect(await store.load(id)).toBe(undefined);
    // All that a deletion without conditions wants is there.
    await store.create(id, newRecord());
    proxy.meet('delete', { kind: 'cut after' }, 1);
    expect(await store.delete(id)).toBe(false);
    expect(await store.load(id)).toBe(undefined);
  });

  it('is written where the second attempt finds what the first left, having done nothing', async () => {
    const { proxy, client } = await database.open('carried out');
    const store = new MongoSessionStore(client.sessions());
    const [id, first] = [newId(), newRecord()];
    proxy.meet('insert', { kind: 'cut before' }, 1);
    expect(await store.create(id, first)).toMatchObject({ status: 'written' });
    proxy.meet('update', { kind: 'answer', document: refusal(189, 'PrimarySteppedDown', 'RetryableWriteError') }, 1);
    expect(await store.update(id, newRecord(), first.revision)).toMatchObject({ status: 'written' });
  });

  it('and is refused the second time for another reason stays unknown: the first may have counted', async () => {
    const { proxy, client } = await database.open('remembered');
    const store = new MongoSessionStore(client.sessions());
    const [id, first, second] = [newId(), newRecord(), newRecord()];
    await store.create(id, first);
    proxy.meet('update', { kind: 'cut after' }, 1);
    proxy.meet('update', { kind: 'answer', document: refusal(13, 'Unauthorized') }, 1);
    await expect(store.update(id, second, first.revision)).rejects.toMatchObject(unknown);
    expect(await store.load(id)).toMatchObject({ revision: second.revision });
  });

  it('and is said to have written nothing the second time stays unknown as well', async () => {
    const { proxy, client } = await database.open('remembered');
    const store = new MongoSessionStore(client.sessions());
    const [id, first, second] = [newId(), newRecord(), newRecord()];
    await store.create(id, first);
    proxy.meet('update', { kind: 'cut after' }, 1);
    const idle = refusal(91, 'ShutdownInProgress', 'RetryableWriteError', 'NoWritesPerformed');
    proxy.meet('update', { kind: 'answer', document: idle });
    await expect(store.update(id, second, first.revision)).rejects.toMatchObject(unknown);
    await proxy.recover();
    expect(await store.load(id)).toMatchObject({ revision: second.revision });
  });

  it('finds no primary for the second attempt: unknown; and none for the first: not applied', async () => {
    const { proxy, client } = await database.open('remembered');
    const store = new MongoSessionStore(client.sessions());
    const [id, first] = [newId(), newRecord()];
    await store.create(id, first);
    proxy.stepDown();
    const failed = store.update(id, newRecord(), first.revision);
    await expect(failed).rejects.toMatchObject({ ...unknown, cause: { name: 'MongoServerSelectionError' } });
    await expect(store.update(id, newRecord(), first.revision)).rejects.toMatchObject({ outcome: 'not-applied' });
    await expect(store.load(id)).rejects.toBeInstanceOf(StoreError);
    await proxy.recover();
    expect(await store.load(id)).toMatchObject(first);
    expect(await store.update(id, newRecord(), first.revision)).toMatchObject({ status: 'written' });
  });
});

withProxies('a call of several commands', (database) => {
  it.each(['deleteExpired', 'deleteByOwner'] as const)(
    'that fails after it has removed something is not called not applied: %s',
    async (verb) => {
      const { proxy, client } = await database.open();
      const store = new MongoSessionStore(client.sessions());
      const owner = newId();
      // More than are found at a time.
      const ids = Array.from({ length: 501 }, newId);
      await Promise.all(ids.map((id) => store.create(id, newRecord({ owner, expiresAt: 1 }))));
      const call = () =>
        verb === 'deleteExpired' ? store.deleteExpired(1000) : store.owners.deleteByOwner(owner, { except: [] });
      proxy.meet('find', { kind: 'delay', milliseconds: 0 }, 1);
      proxy.meet('find', { kind: 'answer', document: refusal(13, 'Unauthorized') });
      await expect(call()).rejects.toMatchObject(unknown);
      await proxy.recover();
      expect(await client.documents()).toHaveLength(1);
      proxy.meet('find', { kind: 'answer', document: refusal(13, 'Unauthorized') }, 1);
      await expect(call()).rejects.toMatchObject({ outcome: 'not-applied' });
      await call();
      expect(await client.documents()).toHaveLength(0);
    },
  );

  it('that made one of its indexes is not called not applied, and makes the others the next time', async () => {
    const { proxy, client } = await database.open();
    const store = new MongoSessionStore(client.sessions('indexed'));
    proxy.meet('createIndexes', { kind: 'delay', milliseconds: 0 }, 1);
    proxy.meet('createIndexes', { kind: 'answer', document: refusal(13, 'Unauthorized') }, 1);
    await expect(store.ensureIndexes()).rejects.toMatchObject(unknown);
    await store.ensureIndexes();
    expect(proxy.passed()).toEqual(['listIndexes', 'createIndexes', 'createIndexes', 'listIndexes', 'createIndexes']);
  });
});
