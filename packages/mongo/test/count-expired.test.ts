import { newId, newRecord } from '@sess/conformance/records';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../src/index.js';
import { withEachDriver } from './test-database.js';

withEachDriver('countExpired', (database) => {
  const client = database.connect();

  it('counts what has expired, up to a limit, and changes nothing', async () => {
    const store = new MongoSessionStore(client.sessions('counted'));
    await store.create(newId(), newRecord());
    for (let n = 0; n < 3; n++) await store.create(newId(), newRecord({ expiresAt: 1 }));
    expect([await store.countExpired(10), await store.countExpired(2)]).toEqual([3, 2]);
    await expect(store.countExpired(0)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await store.deleteExpired(10)).toEqual({ deleted: 3, more: false });
    expect(await store.countExpired(10)).toBe(0);
  });
});
