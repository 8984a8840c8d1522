import { SessionError } from '@sess/core';
import { describeMistake, notACollection } from './mistaken-driver.js';

/** A document, a filter or an update. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * The part of the official driver's `Collection` that the store calls, from driver 6.22 and 7.8 on, whatever the
 * collection holds.
 */
export interface SessionCollection {
  readonly dbName: string;
  readonly collectionName: string;
  insertOne(document: object, options?: object): Promise<object>;
  findOne(filter: object, options?: object): Promise<object | null>;
  find(filter: object, options?: object): { toArray(): Promise<object[]> };
  updateOne(filter: object, update: object, options?: object): Promise<{ readonly matchedCount: number }>;
  deleteOne(filter: object, options?: object): Promise<{ readonly deletedCount: number }>;
  deleteMany(filter: object, options?: object): Promise<{ readonly deletedCount: number }>;
  /** Every collection has it. The store needs it only to count expired sessions. */
  countDocuments?(filter: object, options?: object): Promise<number>;
  createIndex(keys: Record<string, 1>, options?: object): Promise<string>;
  listIndexes(options?: object): { toArray(): Promise<object[]> };
}

const methods = ['insertOne', 'findOne', 'find', 'updateOne', 'deleteOne', 'deleteMany', 'createIndex', 'listIndexes'];

/**
 * @throws {@link @sess/core#SessionError} `INVALID_OPTION` for what is not a collection, with what was probably meant
 */
export function assertCollection(value: unknown): asserts value is SessionCollection {
  refuseMistake(value);
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<string, unknown>>;
  if (!methods.every((method) => typeof given[method] === 'function')) throw refusal(notACollection);
}

/** Refuses known mistakes. Does not call a function: the first call of the store checks what that returns. */
export function refuseMistake(value: unknown): void {
  const mistake = describeMistake(value);
  if (mistake !== undefined) throw refusal(`it was given ${mistake}`);
}

function refusal(problem: string): SessionError {
  return new SessionError('INVALID_OPTION', `MongoSessionStore: ${problem}`);
}
