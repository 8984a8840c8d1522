import { newId, newRecord } from '@sess/conformance/records';
import type { RunningServer } from '@sess/test-servers';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { withOwnServers } from './needs-server.js';
import { startOwnServer } from './own-server.js';
import { failuresOfEveryCall } from '../failures-of-every-call.js';

const password = 'for-this-test-only';

withOwnServers('missing rights', (program) => {
  let server: RunningServer;
  const clients: MongoClient[] = [];
  const connect = (user: string, secret = password) => {
    const client = new MongoClient(server.url, {
      auth: { username: user, password: secret },
      authSource: 'admin',
      serverSelectionTimeoutMS: 2000,
    });
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    server = await startOwnServer(program, { auth: true });
    // A local client without an account may create the first one.
    const anonymous = new MongoClient(server.url);
    await anonymous.db('admin').command({ createUser: 'admin', pwd: password, roles: ['root'] });
    await anonymous.close();
    const admin = connect('admin').db('admin');
    await admin.command({ createUser: 'reader', pwd: password, roles: [{ role: 'read', db: 'shop' }] });
    await admin.command({ createUser: 'no-rights', pwd: password, roles: [] });
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server?.stop();
  });

  it('make every verb reject with the command to run', async () => {
    const store = new MongoSessionStore(connect('no-rights').db('shop').collection('sessions'));
    for (const message of await failuresOfEveryCall(store)) {
      expect(message).toContain(
        'db.getSiblingDB("shop").grantRolesToUser("<user>", [{ role: "readWrite", db: "shop" }])',
      );
    }
  });

  it('to write do not keep load from working', async () => {
    const store = new MongoSessionStore(connect('reader').db('shop').collection('sessions'));
    expect(await store.load(newId())).toBe(undefined);
    await expect(store.create(newId(), newRecord())).rejects.toMatchObject({ outcome: 'not-applied' });
  });

  it('to log in cause an error that says so, without the password', async () => {
    const wrong = 'not-the-password';
    const store = new MongoSessionStore(connect('reader', wrong).db('shop').collection('sessions'));
    const failed = store.create(newId(), newRecord());
    await expect(failed).rejects.toMatchObject({ name: 'StoreError', outcome: 'not-applied' });
    await expect(failed).rejects.toThrow(/Check the name, password and authSource/);
    await expect(failed).rejects.not.toThrow(wrong);
  });
});
