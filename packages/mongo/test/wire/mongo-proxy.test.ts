import { newId, newRecord } from '@sess/conformance/records';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { MongoProxy } from './mongo-proxy.js';
import { withProxies } from './proxied-database.js';

withProxies('a proxy in front of a member of a set', (database) => {
  it('hides the set', async () => {
    const { proxy: member } = await database.open('carried out');
    const proxy = await MongoProxy.open(member);
    try {
      const client = database.connect(proxy.url);
      const greeting = await client.command({ ismaster: 1 });
      expect(greeting).toMatchObject({ ismaster: true });
      for (const field of ['setName', 'hosts', 'me', 'primary']) expect(greeting).not.toHaveProperty(field);
      const store = new MongoSessionStore(client.sessions());
      const id = newId();
      proxy.fault('insert', { kind: 'cut after' }, 1);
      await expect(store.create(id, newRecord())).rejects.toMatchObject({ outcome: 'unknown' });
      expect(await store.load(id)).toBeDefined();
      const inserts = proxy.seen.filter(({ name }) => name === 'insert');
      expect(inserts.map(({ command }) => command['txnNumber'])).toEqual([undefined]);
      await client.close();
    } finally {
      await proxy.close();
    }
  });
});
