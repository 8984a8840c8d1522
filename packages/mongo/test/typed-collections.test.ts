import type { Collection as Collection6 } from '@sess/fixture-mongodb-6';
import type { Collection, FindOneOptions, FindOptions, ReadPreference, UpdateOptions } from 'mongodb';
import { expect, it } from 'vitest';
import type { MongoSessionStoreOptions, SessionCollection } from '../src/index.js';

interface KeptSession {
  _id: string;
  payload: string | object;
  expiresAt: Date;
  visits?: number;
}

it('the store accepts collections of both drivers, with any type of documents', () => {
  const take = (collection: SessionCollection) => collection;
  const typed = (
    plain: Collection,
    kept: Collection<KeptSession>,
    plain6: Collection6,
    kept6: Collection6<KeptSession>,
  ) => [plain, kept, plain6, kept6].map(take);
  expect(typed).toBeTypeOf('function');
  // @ts-expect-error -- a client is not a collection
  expect(take({ db: () => undefined })).toBeDefined();
});

it('the options have the names and types of the driver', () => {
  const options = {
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: 5 },
  } as const satisfies MongoSessionStoreOptions;
  const reading = { ...options, promoteValues: true, promoteLongs: true, useBigInt64: false, raw: false };
  const one: FindOneOptions = {
    ...reading,
    readPreference: 'primary',
    signal: new AbortController().signal,
  } as FindOneOptions;
  const many: FindOptions = { ...reading, sort: { _id: 1 }, limit: 2, batchSize: 3, collation: { locale: 'simple' } };
  const write: UpdateOptions = options;
  const preference = (given: ReadPreference): MongoSessionStoreOptions => ({ readPreference: given });
  expect([one, many, write, preference]).toHaveLength(4);
});
