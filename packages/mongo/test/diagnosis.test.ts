import { expect, it } from 'vitest';
import { MongoSessionStore } from '../src/index.js';
import { withEachDriver } from './test-database.js';

withEachDriver('diagnose', (database) => {
  const client = database.connect();
  /** Without what only a server with a clock finds. */
  const findingsOf = async (store: MongoSessionStore) =>
    (await store.diagnose()).filter(({ code }) => !code.startsWith('CLOCK'));

  it('finds the indexes that are missing, and changes nothing', async () => {
    const store = new MongoSessionStore(client.sessions('diagnosed'));
    client.sent();
    expect(await findingsOf(store)).toMatchObject([
      { code: 'INDEX_MISSING', level: 'warning', message: expect.stringContaining('expiresAt') },
      { code: 'INDEX_MISSING', level: 'warning', message: expect.stringContaining('owner') },
    ]);
    const reading = ['listIndexes', 'hello'];
    for (const command of client.sent()) expect(reading).toContain(Object.keys(command)[0]);
    await store.ensureIndexes();
    expect(await findingsOf(store)).toEqual([]);
  });

  it('finds an index that does something else', async () => {
    const sessions = client.sessions('wrong');
    const store = new MongoSessionStore(sessions);
    await store.ensureIndexes({ expiry: false });
    await sessions.createIndex({ expiresAt: 1 }, { unique: true });
    expect(await findingsOf(store)).toMatchObject([
      { code: 'INDEX_WRONG', level: 'warning', message: expect.stringMatching(/is unique.*dropIndex/) },
    ]);
  });

  it('finds a clock that is wrong, if the server tells its own', async () => {
    const sessions = client.sessions('late');
    const store = new MongoSessionStore(sessions, { clock: () => Date.now() - 3_600_000 });
    await store.ensureIndexes();
    expect(await store.diagnose()).toMatchObject([{ code: expect.stringMatching(/^CLOCK_(SKEW|UNKNOWN)$/) }]);
  });
});
