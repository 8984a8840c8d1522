import { inspect } from 'node:util';
import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import { MongoSessionStore, type SessionCollection } from '../src/index.js';
import { withEachDriver } from './test-database.js';

const secret = 'a-secret-value';

async function failureOf(call: Promise<unknown>): Promise<StoreError> {
  const [outcome] = await Promise.allSettled([call]);
  const reason: unknown = outcome.status === 'rejected' ? outcome.reason : undefined;
  if (!(reason instanceof StoreError)) throw new Error(`not a StoreError: ${inspect(outcome)}`);
  return reason;
}

/** Returns a collection whose commands reject with an error of the driver that has these fields. */
function refusing(fields: object, message: string): SessionCollection {
  const refuse = () => Promise.reject(Object.assign(new Error(message), { name: 'MongoServerError', ...fields }));
  return {
    dbName: 'shop',
    collectionName: 'sessions',
    insertOne: refuse,
    findOne: refuse,
    find: () => ({ toArray: refuse }),
    updateOne: refuse,
    deleteOne: refuse,
    deleteMany: refuse,
    createIndex: refuse,
    listIndexes: () => ({ toArray: refuse }),
  };
}

withEachDriver('an error', (database) => {
  const client = database.connect();

  it('names an index that should not be unique, without its values', async () => {
    await client.sessions('unique').createIndex({ owner: 1 }, { unique: true });
    const store = new MongoSessionStore(client.sessions('unique'));
    await store.create(newId(), newRecord({ owner: secret }));
    const error = await failureOf(store.create(newId(), newRecord({ owner: secret })));
    expect(error.outcome).toBe('not-applied');
    expect(error.message).toMatch(/make the index on owner\S* one that is not unique/);
    expect(inspect(error, { depth: 9 })).not.toContain(secret);
    expect(error.cause).toMatchObject({ name: 'MongoServerError', code: 11_000 });

    const id = newId();
    const { revision } = newRecord();
    await store.create(id, newRecord({ owner: 'another', revision }));
    expect(await failureOf(store.update(id, newRecord({ owner: secret }), revision))).toMatchObject({
      outcome: 'not-applied',
    });
  });
});

it.each([
  [
    { code: 13, codeName: 'Unauthorized' },
    'not authorized on shop to execute command { find: "sessions", filter: { _id: "0" } }',
    'could not load: not authorized on shop to execute command {…} (Unauthorized). Let the user of this client read and write it: db.getSiblingDB("shop").grantRolesToUser("<user>", [{ role: "readWrite", db: "shop" }])',
  ],
  [
    { code: 18, codeName: 'AuthenticationFailed' },
    'Authentication failed.',
    /Authentication failed \(.*\)\. Check the name, password/,
  ],
  [
    { code: 148, codeName: 'ReadConcernMajorityNotEnabled' },
    'Majority read concern is not enabled.',
    /give the store the option readConcern: \{ level: 'local' \}/,
  ],
  [
    { code: 20 },
    'Transaction numbers are only allowed on a replica set member or mongos',
    /add retryWrites=false .* no transactions/,
  ],
])('an error says what to do if the server replies %o', async (fields, message, expected) => {
  await expect(new MongoSessionStore(refusing(fields, message)).load(newId())).rejects.toThrow(expected);
});

it('an error says what to run if a validator refuses a document, without its values', async () => {
  const failure = {
    code: 121,
    codeName: 'DocumentValidationFailure',
    errInfo: { failingDocumentId: '0', details: { consideredValue: secret } },
    errorResponse: { errInfo: { details: secret } },
  };
  const store = new MongoSessionStore(refusing(failure, 'Document failed validation'));
  for (const call of [store.create(newId(), newRecord({ payload: secret })), store.update(newId(), newRecord(), 'a')]) {
    const error = await failureOf(call);
    expect(error.message).toContain('runCommand({ collMod: "sessions", validator: {} })');
    expect(inspect(error, { depth: 9 })).not.toContain(secret);
  }
});

it('an error has an unknown outcome if the collection does not serialize in this process', async () => {
  const store = new MongoSessionStore(refusing({ name: 'Error' }, 'no'));
  expect((await failureOf(store.delete(newId()))).outcome).toBe('unknown');
});
