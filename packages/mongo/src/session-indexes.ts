import { SessionError, type StoreFinding } from '@sess/core';
import { booleanRule, checkOptions, type StoreCall } from '@sess/core/store';
import { assertAttributeName } from './attribute-values.js';
import { readFailure } from './driver-failure.js';
import type { Fields, SessionCollection } from './driver.js';
import type { LazyCollection } from './lazy-collection.js';
import type { Effect } from './outcome-of.js';
import { storeFailure } from './store-failure.js';

/** The indexes that a collection of sessions should have. */
export interface SessionIndexOptions {
  /**
   * Lets the server remove sessions within about a minute after they expire; `deleteExpired` uses it too. Without it,
   * expired sessions are not loaded either, but stay until something removes them.
   *
   * @defaultValue true
   */
  readonly expiry?: boolean;
  /** For listing and ending an owner's sessions. @defaultValue true */
  readonly owner?: boolean;
  /** Attributes that the application queries, each with an index of its own. @defaultValue none */
  readonly attributes?: readonly string[];
}

interface WantedIndex {
  readonly keys: Readonly<Record<string, 1>>;
  readonly options: Fields;
  /** What follows if it is missing. */
  readonly without: string;
}

const withoutExpiry = 'expired sessions stay until something removes them, and that reads the whole collection';
const withoutOwner = "listing and ending an owner's sessions reads the whole collection";

export async function createIndexes(
  call: StoreCall,
  source: LazyCollection,
  options: SessionIndexOptions,
  exact: Fields,
): Promise<void> {
  const wanted = wantedIndexes(options, exact);
  let collection: SessionCollection | undefined;
  let effect: Effect = 'read';
  try {
    collection = await source.get();
    const present = await presentIndexes(collection);
    const missing = wanted.filter((index) => !isPresent(call, collection!, index, present));
    for (const { keys, options: how } of missing) {
      call.throwIfAborted();
      effect = 'writes';
      await collection.createIndex(keys, { ...how });
      call.hasPartiallyRun = true;
    }
  } catch (thrown) {
    if (thrown instanceof SessionError) throw thrown;
    throw storeFailure(call, thrown, { effect, attempts: 1, collection });
  }
}

/** Returns a finding for each index that is missing or does something else. Changes nothing. */
export async function findIndexProblems(
  call: StoreCall,
  collection: SessionCollection,
  exact: Fields,
): Promise<readonly StoreFinding[]> {
  const present = await presentIndexes(collection);
  return wantedIndexes({}, exact).flatMap((index): readonly StoreFinding[] => {
    const fields = Object.keys(index.keys).join(', ');
    try {
      if (isPresent(call, collection, index, present)) return [];
    } catch (thrown) {
      if (!(thrown instanceof SessionError)) throw thrown;
      return [{ code: 'INDEX_WRONG', level: 'warning', message: `${thrown.message}.` }];
    }
    const message = `There is no index on ${fields}: ${index.without}.`;
    return [{ code: 'INDEX_MISSING', level: 'warning', message, remedy: 'Call await store.ensureIndexes() once.' }];
  });
}

function wantedIndexes(options: SessionIndexOptions, exact: Fields): readonly WantedIndex[] {
  checkOptions('ensureIndexes', options, {
    expiry: booleanRule,
    owner: booleanRule,
    attributes: [
      (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
      'must be a list of names',
    ],
  });
  const { expiry = true, owner = true, attributes = [] } = options;
  for (const name of attributes) assertAttributeName(name);
  return [
    ...(expiry
      ? [{ keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 }, without: withoutExpiry } as const]
      : []),
    // Pages follow the order of ids within an owner. The collation is that of the queries, whatever the collection has.
    ...(owner
      ? [{ keys: { owner: 1, _id: 1 }, options: { ...holdersOf('owner'), ...exact }, without: withoutOwner } as const]
      : []),
    ...attributes.map((name) => ({
      keys: { [`attributes.${name}`]: 1 as const },
      options: holdersOf(`attributes.${name}`),
      without: 'queries by it read the whole collection',
    })),
  ];
}

/** Leaves out documents without the field, such as the sessions of guests. */
function holdersOf(field: string): Fields {
  return { partialFilterExpression: { [field]: { $exists: true } } };
}

async function presentIndexes(collection: SessionCollection): Promise<readonly Fields[]> {
  try {
    return (await collection.listIndexes().toArray()) as Fields[];
  } catch (thrown) {
    // The collection does not exist yet. The first index or session creates it.
    if (readFailure(thrown).code === 26) return [];
    throw thrown;
  }
}

/** @throws {@link @sess/core#StoreError} when an index on these fields does something else */
function isPresent(
  call: StoreCall,
  collection: SessionCollection,
  { keys, options }: WantedIndex,
  present: readonly Fields[],
): boolean {
  const index = present.find((one) => isSame(one['key'], keys));
  if (!index) return false;
  const problem = problemOf(index, options);
  if (problem === undefined) return true;
  const { dbName, collectionName } = collection;
  const database = `db.getSiblingDB(${JSON.stringify(dbName)})`;
  // Servers before 5.1 can change the seconds of a TTL index and nothing else.
  const isChangeable =
    isTtl(options) &&
    isTtl(index) &&
    problem === problemOf({ expireAfterSeconds: index['expireAfterSeconds'] }, options);
  const correction = isChangeable
    ? `${database}.runCommand({ collMod: ${JSON.stringify(collectionName)}, index: { keyPattern: { expiresAt: 1 }, expireAfterSeconds: 0 } })`
    : `${database}.getCollection(${JSON.stringify(collectionName)}).dropIndex(${JSON.stringify(index['name'])})`;
  throw call.failure(
    `the index ${JSON.stringify(index['name'])} of ${dbName}.${collectionName} ${problem}. ` +
      `Run ${correction}${isChangeable ? '' : ', then ensureIndexes again'}`,
    { outcome: 'not-applied' },
  );
}

/** Returns why the index does not serve sessions; `undefined` when it does. */
function problemOf(index: Fields, wanted: Fields): string | undefined {
  const seconds = index['expireAfterSeconds'];
  if (index['unique'] === true) return 'is unique, so that some sessions cannot be stored';
  if (index['hidden'] === true) return 'is hidden, so that no query uses it';
  const partial = index['partialFilterExpression'];
  if (partial !== undefined && !isSame(partial, wanted['partialFilterExpression'])) return 'leaves sessions out';
  const isCollated = index['collation'] !== undefined && wanted['collation'] !== undefined;
  if (isCollated && !isSame(index['collation'], wanted['collation']))
    return 'has a collation, so that the store cannot use it';
  if (!isTtl(wanted)) return undefined;
  if (seconds === undefined) return 'removes nothing, as it has no expireAfterSeconds';
  return Number(seconds) === 0 ? undefined : `removes sessions ${Number(seconds)} seconds after they end`;
}

function isTtl(options: Fields): boolean {
  return options['expireAfterSeconds'] !== undefined;
}

/** The order matters in keys, and in partial filters it is ours. Numbers may be values of BSON. */
function isSame(a: unknown, b: unknown): boolean {
  const text = (value: unknown) =>
    JSON.stringify(value, (_key, one: unknown) => (isBsonNumber(one) ? Number(one) : one));
  return text(a) === text(b);
}

function isBsonNumber(value: unknown): boolean {
  const type = typeof value === 'object' && value !== null && '_bsontype' in value && value['_bsontype'];
  return ['Int32', 'Double', 'Long'].includes(String(type));
}
