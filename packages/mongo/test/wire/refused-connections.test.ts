import { newId, newRecord } from '@sess/conformance/records';
import { expect, it, vi } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { impatient } from '../drivers.js';
import { commandsUnderTest } from './commands-under-test.js';
import { withProxies } from './proxied-database.js';

withProxies('a server that refuses connections', (database) => {
  it.each(['alone', 'remembered'] as const)(
    'makes each call reject as not applied, and the same store works afterwards: %s',
    async (topology) => {
      const { proxy, client } = await database.open(topology, `&${impatient}`);
      const name = `sessions_${topology}`;
      const raw = database.connect().sessions(name);
      const [store, others] = [new MongoSessionStore(client.sessions(name)), new MongoSessionStore(raw)];
      const [id, record] = [newId(), newRecord()];
      await store.create(id, record);
      const prepared = await Promise.all(commandsUnderTest.map((under) => under.prepare(store, raw, others)));
      // Opens connections, so that all of them are lost at once.
      await Promise.all(Array.from({ length: 5 }, () => store.load(id)));
      await proxy.refuse();
      const ended = await Promise.allSettled(prepared.map(({ call }) => call()));
      for (const one of ended) {
        expect(one).toMatchObject({ status: 'rejected', reason: { name: 'StoreError', outcome: 'not-applied' } });
      }
      expect(await Promise.all(prepared.map(({ isApplied }) => isApplied()))).not.toContain(true);
      await proxy.recover();
      await vi.waitFor(async () => expect(await store.load(id)).toMatchObject(record), { timeout: 20_000 });
      expect(await store.update(id, newRecord(), record.revision)).toMatchObject({ status: 'written' });
    },
  );
});
