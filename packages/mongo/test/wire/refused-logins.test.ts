import { newId, newRecord } from '@sess/conformance/records';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { refusal } from './fault.js';
import { withProxies } from './proxied-database.js';

const password = 'for-this-test-only';

withProxies('a refused login', (database) => {
  it('is reported by each verb, with what to check and without the password', async () => {
    const { proxy } = await database.open();
    proxy.fault('saslStart', { kind: 'reply', document: refusal(18, 'AuthenticationFailed') });
    const client = database.connect(proxy.url.replace('//', `//app:${password}@`));
    const store = new MongoSessionStore(client.sessions());
    const id = newId();
    const calls = [
      () => store.load(id),
      () => store.create(id, newRecord()),
      () => store.update(id, newRecord(), 'a'),
      () => store.touch(id, Date.now(), 'a', 'b'),
      () => store.delete(id),
      () => store.deleteIf(id, 'a'),
      () => store.deleteExpired(5),
      () => store.owners.listByOwner('a', { limit: 5 }),
      () => store.owners.deleteByOwner('a', { except: [] }),
      () => store.ensureIndexes(),
    ];
    for (const call of calls) {
      const failed = call();
      await expect(failed).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied', cause: { code: 18 } });
      await expect(failed).rejects.toThrow(/Check the name, password and authSource/);
      await expect(failed).rejects.not.toThrow(password);
    }
    expect(proxy.passed().filter((name) => name !== 'saslStart')).toEqual([]);
  });

  it('does not happen, but a server that refuses numbered writes causes an error that names retryWrites=false', async () => {
    const { proxy, client } = await database.open('carried out');
    const store = new MongoSessionStore(client.sessions());
    const text = 'Transaction numbers are only allowed on a replica set member or mongos';
    proxy.fault('insert', { kind: 'reply', document: { ...refusal(20, 'IllegalOperation'), errmsg: text } });
    const failed = store.create(newId(), newRecord());
    await expect(failed).rejects.toMatchObject({ outcome: 'not-applied', cause: { code: 20 } });
    await expect(failed).rejects.toThrow(/retryWrites=false/);
  });
});
