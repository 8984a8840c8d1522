import { expect, it } from 'vitest';
import { MongoSessionStore, type MongoSessionStoreOptions, type SessionCollection } from './index.js';

const unexpected = () => Promise.reject(new Error('The constructor of a store must not call the server.'));
const open = (options: unknown) => new MongoSessionStore(unexpected, options as MongoSessionStoreOptions);

it.each([
  [{ maxPayloadByte: 5 }, /MongoSessionStore.maxPayloadByte is not a known option. Did you mean maxPayloadBytes/],
  [{ payload: 'json' }, /MongoSessionStore.payload must be/],
  [{ maxPayloadBytes: 0 }, /maxPayloadBytes must be a positive integer of at most 15728640/],
  [{ maxPayloadBytes: 15_728_641 }, /maxPayloadBytes must be/],
  [{ writeConcern: 'majority' }, /writeConcern must be an object/],
  [{ writeConcern: { w: 0 } }, /writeConcern.w must be .* never known/],
  [{ writeConcern: { w: '' } }, /writeConcern.w must be/],
  [{ writeConcern: { j: true } }, /MongoSessionStore.writeConcern.j is .*Known options: w, journal, wtimeoutMS/],
  [{ writeConcern: { journal: 1 } }, /writeConcern.journal must be/],
  [{ writeConcern: { wtimeoutMS: -1 } }, /writeConcern.wtimeoutMS must be/],
  [{ readPreference: 'fastest' }, /readPreference must be one of primary,/],
  [{ readConcern: 'majority' }, /readConcern must be \{ level \}/],
  [{ readConcern: { level: 'all' } }, /readConcern must be \{ level \}/],
  // Drivers that support it could return another command's data, and others ignore it.
  [{ timeoutMS: 1000 }, /MongoSessionStore.timeoutMS is .*Known options: payload, maxPayloadBytes/],
  [{ allowUnsafeServer: 'yes' }, /allowUnsafeServer must be/],
  [{ clientSession: true }, /clientSession must be a ClientSession/],
  [{ clientSession: {} }, /clientSession must be a ClientSession/],
  [{ clock: 5 }, /clock must be a function/],
])('refuses %o', (options, problem) => {
  expect(() => open(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }) as Error);
  expect(() => open(options)).toThrow(problem);
});

it('accepts every option', () => {
  const store = open({
    payload: 'document',
    maxPayloadBytes: 15_728_640,
    writeConcern: { w: 'dc', journal: true, wtimeoutMS: 100 },
    readPreference: 'nearest',
    readConcern: { level: 'linearizable' },
    collation: false,
    allowUnsafeServer: true,
    clientSession: { inTransaction: () => true },
    clock: Date.now,
  });
  expect(store.limits).toEqual({
    maxPayloadBytes: 15_728_640,
    expiryGranularityMs: 1,
    maxExpiresAt: 8_640_000_000_000_000,
    durable: true,
  });
  expect(Object.isFrozen(store.limits)).toBe(true);
});

it.each([
  [undefined, /not a collection of the MongoDB driver/],
  [{}, /not a collection of the MongoDB driver/],
  [{ db: () => undefined }, /it was given a client: hand over client\.db\(\)\.collection/],
  [{ collection: () => undefined }, /it was given a database: hand over db\.collection/],
  [Promise.resolve({}), /it was given a promise: hand over the function that makes it/],
])('refuses %o in place of a collection', (given, problem) => {
  expect(() => new MongoSessionStore(given as unknown as SessionCollection)).toThrow(problem);
});

it.each([
  [undefined, true],
  [{}, false],
  [{ w: 'majority' }, true],
  [{ w: 'majority', journal: false }, false],
  [{ w: 1 }, false],
  [{ w: 1, journal: true }, true],
] as const)('claims with the write concern %o to be durable: %s', (writeConcern, durable) => {
  expect(open(writeConcern && { writeConcern }).limits.durable).toBe(durable);
});
