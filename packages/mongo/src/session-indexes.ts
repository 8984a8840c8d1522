import { refuseUnknownOptions, SessionError, StoreError } from '@sess/core';
import { assertAttributeName } from './attribute-fields.js';
import type { LazyCollection } from './lazy-collection.js';
import { readFailure } from './mongo-failure.js';
import type { Effect } from './outcome-of.js';
import type { Fields, SessionCollection } from './session-collection.js';
import { storeFailure } from './store-failure.js';

/** Which indexes a collection of sessions should have. */
export interface SessionIndexOptions {
  /**
   * Lets the server remove sessions that have expired, within a minute or so; `deleteExpired` looks there too. Without it they
   * are not loaded either, and stay until something removes them.
   *
   * @defaultValue true
   */
  readonly expiry?: boolean;
  /** For lists of an owner's sessions, and for ending them. @defaultValue true */
  readonly owner?: boolean;
  /** Attributes that the application looks for, each with an index of its own. @defaultValue none */
  readonly attributes?: readonly string[];
}

interface WantedIndex {
  readonly keys: Readonly<Record<string, 1>>;
  readonly options: Fields;
}

export async function createIndexes(
  source: LazyCollection,
  options: SessionIndexOptions,
  exact: Fields,
  signal: AbortSignal | undefined,
): Promise<void> {
  const wanted = wantedIndexes(options, exact);
  let collection: SessionCollection | undefined;
  let effect: Effect = 'read';
  let isBegun = false;
  try {
    collection = await source.get();
    const present = await presentIndexes(collection);
    const missing = wanted.filter((index) => !isPresent(collection!, index, present));
    for (const { keys, options: how } of missing) {
      signal?.throwIfAborted();
      effect = 'writes';
      await collection.createIndex(keys, { ...how });
      isBegun = true;
    }
  } catch (thrown) {
    if (thrown instanceof SessionError || (signal?.aborted && thrown === signal.reason)) throw thrown;
    throw storeFailure(thrown, readFailure(thrown), {
      verb: 'ensureIndexes',
      effect,
      attempts: 1,
      isBegun,
      ...(collection && { collection }),
    });
  }
}

function wantedIndexes(options: SessionIndexOptions, exact: Fields): readonly WantedIndex[] {
  refuseUnknownOptions('ensureIndexes', options, ['expiry', 'owner', 'attributes']);
  const { expiry = true, owner = true } = options;
  const attributes: unknown = options.attributes ?? [];
  if (!isListOfNames(attributes)) {
    throw new SessionError('INVALID_OPTION', 'ensureIndexes.attributes must be a list of names');
  }
  for (const name of attributes) assertAttributeName(name);
  return [
    ...(expiry ? [{ keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 } } as const] : []),
    // The order of ids within an owner is that of pages. By bytes, as it is asked for, whatever the collection's own.
    ...(owner ? [{ keys: { owner: 1, _id: 1 }, options: { ...holdersOf('owner'), ...exact } } as const] : []),
    ...attributes.map((name) => ({
      keys: { [`attributes.${name}`]: 1 as const },
      options: holdersOf(`attributes.${name}`),
    })),
  ];
}

function isListOfNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/** Sessions of guests need no place in it. */
function holdersOf(field: string): Fields {
  return { partialFilterExpression: { [field]: { $exists: true } } };
}

async function presentIndexes(collection: SessionCollection): Promise<readonly Fields[]> {
  try {
    return (await collection.listIndexes().toArray()) as Fields[];
  } catch (thrown) {
    // No such collection yet: the first index or session makes it.
    if (readFailure(thrown).code === 26) return [];
    throw thrown;
  }
}

/** @throws {@link StoreError} when there is one on these fields that does something else. */
function isPresent(collection: SessionCollection, { keys, options }: WantedIndex, present: readonly Fields[]): boolean {
  const index = present.find((one) => isSame(one['key'], keys));
  if (!index) return false;
  const problem = problemOf(index, options);
  if (problem === undefined) return true;
  const { dbName, collectionName } = collection;
  const database = `db.getSiblingDB(${JSON.stringify(dbName)})`;
  // Servers before 5.1 change the seconds of a TTL index only, and nothing else.
  const isChangeable =
    isTtl(options) &&
    isTtl(index) &&
    problem === problemOf({ expireAfterSeconds: index['expireAfterSeconds'] }, options);
  const mend = isChangeable
    ? `${database}.runCommand({ collMod: ${JSON.stringify(collectionName)}, index: { keyPattern: { expiresAt: 1 }, expireAfterSeconds: 0 } })`
    : `${database}.getCollection(${JSON.stringify(collectionName)}).dropIndex(${JSON.stringify(index['name'])})`;
  throw new StoreError(
    `MongoSessionStore could not ensureIndexes: the index ${JSON.stringify(index['name'])} of ${dbName}.${collectionName} ${problem}. ` +
      `Run ${mend}${isChangeable ? '' : ', then ensureIndexes again'}`,
    { outcome: 'not-applied' },
  );
}

/** Why sessions cannot be served by it. */
function problemOf(index: Fields, wanted: Fields): string | undefined {
  const seconds = index['expireAfterSeconds'];
  if (index['unique'] === true) return 'is unique, so that some sessions could not be stored';
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

/** Order matters in keys, and in partial filters it is ours. Numbers may come as BSON's own. */
function isSame(a: unknown, b: unknown): boolean {
  const text = (value: unknown) =>
    JSON.stringify(value, (_key, one: unknown) => (isBsonNumber(one) ? Number(one) : one));
  return text(a) === text(b);
}

function isBsonNumber(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['Int32', 'Double', 'Long'].includes(String((value as Fields)['_bsontype']))
  );
}
