import type { Collection } from 'mongodb';
import type { Special } from './shop-sessions.js';

/** The measured calls on one stored session, and the list of all sessions of its owner. */
export const mongoWork = ['load', 'change', 'list'] as const;
export type MongoWork = (typeof mongoWork)[number];

/** Calls that affect many sessions. */
export const bulkWork = ['list', 'revoke', 'clear expired'] as const;
export type BulkWork = (typeof bulkWork)[number];

export const candidateNames = ['@sess/mongo', 'connect-mongo'] as const;
export type MongoCandidate = (typeof candidateNames)[number];

/** The sessions of one candidate. A call that it does not have is absent. */
export interface MongoSessions {
  readonly collection: Collection;
  ensureIndexes(): Promise<unknown>;
  /** Returns the document as the candidate writes it. Loading it proves that it is. */
  readonly documentOf: (index: number | string, more?: Special) => object;
  /** Prepares the session with that number. Returns the measured call. */
  readonly work: Readonly<Partial<Record<MongoWork, (index: number) => Promise<() => Promise<unknown>>>>>;
  /** Each returns how many sessions it found or removed. */
  readonly bulk: Readonly<Partial<Record<BulkWork, () => Promise<number>>>>;
}

const batch = 1000;

/** Inserts documents directly. The measured calls go through the stores. */
export async function insert(
  { collection }: Pick<MongoSessions, 'collection'>,
  [from, to]: readonly [number, number],
  documentOf: (index: number) => object,
  onProgress?: (count: number) => void,
): Promise<void> {
  for (let begin = from; begin < to; begin += batch) {
    const count = Math.min(batch, to - begin);
    await collection.insertMany(Array.from({ length: count }, (_, offset) => documentOf(begin + offset)));
    onProgress?.(count);
  }
}
