import { newId, newRecord } from '@sess/conformance/records';
import { expect, it, vi } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { refusal } from './fault.js';
import { withProxies } from './proxied-database.js';
import type { WireDocument } from './wire-message.js';
import { failuresOfEveryCall } from '../failures-of-every-call.js';

/** The reply of FerretDB 1 to `buildInfo`, as far as it matters here. */
const ferretdb = (ferretdbVersion: string): WireDocument => ({ ok: 1, version: '7.0.42', ferretdbVersion });

withProxies('a server that does not change a document in one step', (database) => {
  async function open() {
    const { proxy, client } = await database.open();
    const questions = () => proxy.seen.filter(({ name }) => name === 'buildInfo').length;
    const reply = (document: WireDocument, times = Infinity) =>
      proxy.fault('buildInfo', { kind: 'reply', document }, times);
    return { proxy, client, questions, reply };
  }

  it.each(['v1.24.2', 'v1.20.0-3-g4d2a1ab', '0.9.4'])('is refused by every call: FerretDB %s', async (version) => {
    const { proxy, client, reply } = await open();
    reply(ferretdb(version));
    const store = new MongoSessionStore(client.sessions());
    for (const message of await failuresOfEveryCall(store)) {
      expect(message).toContain(`the server is FerretDB ${version}, which does not change a document in one step`);
      expect(message).toMatch(/Use FerretDB 2 .* allowUnsafeServer: true$/);
    }
    expect(proxy.passed()).toEqual([]);
  });

  it('is used once it is replaced by another one', async () => {
    const { proxy, client, questions, reply } = await open();
    reply(ferretdb('v1.24.2'), 1);
    const store = new MongoSessionStore(client.sessions());
    await expect(store.load(newId())).rejects.toThrow(/FerretDB/);
    expect(await store.create(newId(), newRecord())).toMatchObject({ status: 'written' });
    await store.load(newId());
    expect(questions()).toBe(2);
    expect(proxy.passed()).toEqual(['insert', 'find']);
  });

  it('is used with allowUnsafeServer, without a question', async () => {
    const { client, questions, reply } = await open();
    reply(ferretdb('v1.24.2'));
    const store = new MongoSessionStore(client.sessions(), { allowUnsafeServer: true });
    expect(await store.create(newId(), newRecord())).toMatchObject({ status: 'written' });
    expect(questions()).toBe(0);
  });

  it.each([
    ['FerretDB 2', { ok: 1, version: '7.0.77', ferretdb: { version: 'v2.5.0' } }],
    ['FerretDB 2, if it is named as before', ferretdb('v2.0.0')],
    ['FerretDB of an unknown version', ferretdb('unknown')],
    ['one that refuses the question', refusal(13, 'Unauthorized')],
    ['one that does not know the question', refusal(59, 'CommandNotFound')],
    ['one with a strict API', refusal(323, 'APIStrictError')],
  ])('is not %s, which is asked once', async (_title, document) => {
    const { proxy, client, questions, reply } = await open();
    reply(document);
    const store = new MongoSessionStore(client.sessions());
    const ids = Array.from({ length: 5 }, newId);
    await Promise.all(ids.map((id) => store.create(id, newRecord())));
    for (const id of ids) expect(await store.load(id)).toBeDefined();
    expect(questions()).toBe(1);
    expect(proxy.passed()).toHaveLength(10);
  });

  it('is asked once for a client, however many stores use it', async () => {
    const { client, questions } = await open();
    for (let count = 0; count < 3; count++) await new MongoSessionStore(client.sessions()).load(newId());
    expect(questions()).toBe(1);
  });

  it('does not hold up every later call if it does not reply to the question', async () => {
    const { proxy, client, questions } = await open();
    const limit = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(limit.signal);
    proxy.fault('buildInfo', { kind: 'withhold the reply' }, 1);
    const store = new MongoSessionStore(client.sessions());
    const failed = store.create(newId(), newRecord());
    await vi.waitFor(() => expect(questions()).toBe(1), { timeout: 40_000 });
    expect(timeout).toHaveBeenCalledWith(10_000);
    limit.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    await expect(failed).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
    await expect(failed).rejects.toThrow(/: the server did not reply within 10 seconds$/);
    expect(await store.create(newId(), newRecord())).toMatchObject({ status: 'written' });
  });

  it('leaves a write not applied if its reply to the question is lost, and is asked again by the next call', async () => {
    const { proxy, client, questions } = await open();
    proxy.fault('buildInfo', { kind: 'cut after' }, 1);
    const store = new MongoSessionStore(client.sessions());
    const id = newId();
    const failed = store.create(id, newRecord());
    await expect(failed).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
    expect(await store.create(id, newRecord())).toMatchObject({ status: 'written' });
    expect(questions()).toBe(2);
    expect(proxy.passed()).toEqual(['insert']);
  });
});
