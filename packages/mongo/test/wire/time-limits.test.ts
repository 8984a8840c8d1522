import { setImmediate } from 'node:timers/promises';
import { newId, newRecord } from '@sess/conformance/records';
import { expect, it, vi } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { withProxies } from './proxied-database.js';

const patiently = { timeout: 40_000, interval: 5 };

withProxies('a limit of time', (database) => {
  it('is not set by timeoutMS, which the driver ignores', async () => {
    const { proxy, client } = await database.open('alone', '&timeoutMS=20');
    const store = new MongoSessionStore(client.sessions());
    const [id, record, next] = [newId(), newRecord(), newRecord()];
    await store.create(id, record);
    proxy.fault('find', { kind: 'delay', milliseconds: 400 }, 1);
    expect(await store.load(id)).toMatchObject(record);
    proxy.fault('update', { kind: 'delay', milliseconds: 400 }, 1);
    expect(await store.update(id, next, record.revision)).toMatchObject({ status: 'written' });
  });

  it('ends a read with its signal, and lets a write finish that was sent', async () => {
    const { proxy, client } = await database.open('alone');
    const store = new MongoSessionStore(client.sessions());
    const [id, record, next] = [newId(), newRecord(), newRecord()];
    await store.create(id, record);
    const [reading, writing] = [new AbortController(), new AbortController()];
    const isSent = (name: string) =>
      vi.waitFor(() => expect(proxy.seen.some((command) => command.name === name)).toBe(true), patiently);

    proxy.fault('find', { kind: 'withhold the reply' }, 1);
    const read = store.load(id, reading);
    await isSent('find');
    const reason = new Error('enough');
    reading.abort(reason);
    await expect(read).rejects.toBe(reason);

    proxy.fault('update', { kind: 'delay', milliseconds: 100 }, 1);
    const write = store.update(id, next, record.revision, writing);
    await isSent('update');
    writing.abort(reason);
    expect(await write).toMatchObject({ status: 'written' });
    expect(await store.load(id)).toMatchObject({ revision: next.revision });
  });

  it('ends the wait for a connection, and then the command is never sent', async () => {
    const { proxy, client } = await database.open('alone', '&maxPoolSize=1&waitQueueTimeoutMS=200');
    const store = new MongoSessionStore(client.sessions());
    const id = newId();
    // Until there is a connection.
    await vi.waitFor(() => store.load(id), patiently);
    proxy.passed();
    proxy.fault('find', { kind: 'withhold the reply' });
    const reading = new AbortController();
    const read = store.load(id, reading);
    // It waits for the only connection, too.
    const waiting = new AbortController();
    const queued = store.load(id, waiting);
    const failed = store.create(id, newRecord());
    await setImmediate();
    const reason = new Error('enough');
    waiting.abort(reason);
    await expect(queued).rejects.toBe(reason);
    await expect(failed).rejects.toMatchObject({
      outcome: 'not-applied',
      cause: { name: 'MongoWaitQueueTimeoutError' },
    });
    reading.abort(reason);
    await expect(read).rejects.toBe(reason);
    expect(proxy.passed()).toEqual(['find']);
    expect(await new MongoSessionStore(database.connect().sessions()).load(id)).toBe(undefined);
  });
});
