import { newId, newRecord } from '@sess/conformance/records';
import { BSON } from 'mongodb';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { withProxies } from './proxied-database.js';

// After a timeout, earlier drivers took the late reply to one command for the reply to another.
withProxies('a reply about another session', (database) => {
  it('causes an error, and never returns the session of another user', async () => {
    const { proxy, client } = await database.open();
    const store = new MongoSessionStore(client.sessions());
    const [id, other] = [newId(), newId()];
    await store.create(id, newRecord());
    const record = newRecord({ payload: '{"secret":1}' });
    const document = { _id: other, ...record, createdAt: new Date(), expiresAt: new Date(record.expiresAt) };
    const cursor = { id: BSON.Long.ZERO, ns: `${database.name}.sessions`, firstBatch: [document] };
    const calls = [
      () => store.load(id),
      () => store.update(id, newRecord(), 'another'),
      () => store.deleteIf(id, 'another'),
    ];
    for (const call of calls) {
      proxy.fault('find', { kind: 'reply', document: { cursor, ok: 1 } }, 1);
      const failed = call();
      await expect(failed).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
      await expect(failed).rejects.toThrow(/the reply is about another session$/);
    }
    expect(await store.load(id)).toBeDefined();
  });
});
