import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { impatient } from '../drivers.js';
import { refusal } from './fault.js';
import { withProxies } from './proxied-database.js';

const unknown = { name: 'StoreError', outcome: 'unknown' };

withProxies('a write that the driver repeats by itself', (database) => {
  it('has one number, by which a replica set recognizes it and sends the first reply again', async () => {
    const { proxy, client } = await database.open('remembered');
    const store = new MongoSessionStore(client.sessions());
    const [id, first, second] = [newId(), newRecord(), newRecord()];
    proxy.fault('insert', { kind: 'cut after' }, 1);
    expect(await store.create(id, first)).toEqual({ status: 'written', version: first.revision });
    proxy.fault('update', { kind: 'cut after' }, 1);
    expect(await store.update(id, second, first.revision)).toMatchObject({ status: 'written' });
    proxy.fault('update', { kind: 'cut after' }, 1);
    expect(await store.touch(id, second.expiresAt + 1, second.revision, 'third')).toBe(true);
    const inserts = proxy.seen.filter(({ name }) => name === 'insert');
    expect(inserts).toHaveLength(2);
    const [one, two] = inserts.map(({ command }) => String(command['txnNumber']));
    expect(one).toMatch(/^\d+$/);
    expect(two).toBe(one);
    proxy.fault('delete', { kind: 'cut after' }, 1);
    expect(await store.deleteIf(id, 'third')).toEqual({ status: 'deleted' });
  });

  it('is neither numbered nor repeated with retryWrites=false', async () => {
    const { proxy, client } = await database.open('carried out', '&retryWrites=false');
    const store = new MongoSessionStore(client.sessions());
    proxy.fault('insert', { kind: 'cut after' }, 1);
    await expect(store.create(newId(), newRecord())).rejects.toMatchObject(unknown);
    expect(proxy.passed()).toEqual(['insert']);
  });

  it('has an unknown outcome if a server carries out both attempts and the second changes nothing', async () => {
    const { proxy, client } = await database.open('carried out');
    const store = new MongoSessionStore(client.sessions());
    const [id, first, second] = [newId(), newRecord(), newRecord()];
    proxy.fault('insert', { kind: 'cut after' }, 1);
    await expect(store.create(id, first)).rejects.toMatchObject(unknown);
    proxy.fault('update', { kind: 'cut after' }, 1);
    const update = store.update(id, second, first.revision);
    await expect(update).rejects.toMatchObject(unknown);
    await expect(update).rejects.toThrow(/could not update: the driver sent it 2 times/);
    expect(await store.load(id)).toMatchObject({ revision: second.revision });
    proxy.fault('update', { kind: 'cut after' }, 1);
    await expect(store.touch(id, second.expiresAt, second.revision, 'third')).rejects.toMatchObject(unknown);
    proxy.fault('delete', { kind: 'cut after' }, 1);
    await expect(store.deleteIf(id, 'third')).rejects.toMatchObject(unknown);
    expect(await store.load(id)).toBe(undefined);
    // An unconditional deletion succeeds in either case.
    await store.create(id, newRecord());
    proxy.fault('delete', { kind: 'cut after' }, 1);
    expect(await store.delete(id)).toBe(false);
    expect(await store.load(id)).toBe(undefined);
  });

  it('is written if the first attempt was not carried out', async () => {
    const { proxy, client } = await database.open('carried out');
    const store = new MongoSessionStore(client.sessions());
    const [id, first] = [newId(), newRecord()];
    proxy.fault('insert', { kind: 'cut before' }, 1);
    expect(await store.create(id, first)).toMatchObject({ status: 'written' });
    proxy.fault('update', { kind: 'reply', document: refusal(189, 'PrimarySteppedDown', 'RetryableWriteError') }, 1);
    expect(await store.update(id, newRecord(), first.revision)).toMatchObject({ status: 'written' });
  });

  it('has an unknown outcome if the second attempt is refused, because the first may be applied', async () => {
    const { proxy, client } = await database.open('remembered');
    const store = new MongoSessionStore(client.sessions());
    const [id, first, second] = [newId(), newRecord(), newRecord()];
    await store.create(id, first);
    proxy.fault('update', { kind: 'cut after' }, 1);
    proxy.fault('update', { kind: 'reply', document: refusal(13, 'Unauthorized') }, 1);
    await expect(store.update(id, second, first.revision)).rejects.toMatchObject(unknown);
    expect(await store.load(id)).toMatchObject({ revision: second.revision });
  });

  it('has an unknown outcome if only the second attempt certainly wrote nothing', async () => {
    const { proxy, client } = await database.open('remembered');
    const store = new MongoSessionStore(client.sessions());
    const [id, first, second] = [newId(), newRecord(), newRecord()];
    await store.create(id, first);
    proxy.fault('update', { kind: 'cut after' }, 1);
    const idle = refusal(91, 'ShutdownInProgress', 'RetryableWriteError', 'NoWritesPerformed');
    proxy.fault('update', { kind: 'reply', document: idle });
    await expect(store.update(id, second, first.revision)).rejects.toMatchObject(unknown);
    await proxy.recover();
    expect(await store.load(id)).toMatchObject({ revision: second.revision });
  });

  it('has an unknown outcome without a primary for the second attempt, and is not applied without one for the first', async () => {
    const { proxy, client } = await database.open('remembered', `&${impatient}`);
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
    'has an unknown outcome if it fails after it has removed a document: %s',
    async (verb) => {
      const { proxy, client } = await database.open();
      const store = new MongoSessionStore(client.sessions());
      const owner = newId();
      // One more than a batch.
      const ids = Array.from({ length: 501 }, newId);
      await Promise.all(ids.map((id) => store.create(id, newRecord({ owner, expiresAt: 1 }))));
      const call = () =>
        verb === 'deleteExpired' ? store.deleteExpired(1000) : store.owners.deleteByOwner(owner, { except: [] });
      proxy.fault('find', { kind: 'delay', milliseconds: 0 }, 1);
      proxy.fault('find', { kind: 'reply', document: refusal(13, 'Unauthorized') });
      await expect(call()).rejects.toMatchObject(unknown);
      await proxy.recover();
      expect(await client.documents()).toHaveLength(1);
      proxy.fault('find', { kind: 'reply', document: refusal(13, 'Unauthorized') }, 1);
      await expect(call()).rejects.toMatchObject({ outcome: 'not-applied' });
      await call();
      expect(await client.documents()).toHaveLength(0);
    },
  );

  it('has an unknown outcome if it has created one of its indexes, and creates the others the next time', async () => {
    const { proxy, client } = await database.open();
    const store = new MongoSessionStore(client.sessions('indexed'));
    proxy.fault('createIndexes', { kind: 'delay', milliseconds: 0 }, 1);
    proxy.fault('createIndexes', { kind: 'reply', document: refusal(13, 'Unauthorized') }, 1);
    await expect(store.ensureIndexes()).rejects.toMatchObject(unknown);
    await store.ensureIndexes();
    expect(proxy.passed()).toEqual(['listIndexes', 'createIndexes', 'createIndexes', 'listIndexes', 'createIndexes']);
  });
});
