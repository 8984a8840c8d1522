import { MongoSessionStore } from '@sess/mongo';
import { type Db, MongoClient } from 'mongodb';
import { documentOf, idOf, insert, recordOf } from './mongo-candidates.js';
import { RetainedHeap } from './retained-heap.js';

/** Calls that affect many sessions. */
export const bulkWork = ['list', 'revoke', 'clear expired'] as const;
export type BulkWork = (typeof bulkWork)[number];

export interface BulkCost {
  readonly seconds: number;
  /** The most heap in use during the call, beyond what was in use before. */
  readonly bytes: number;
}

export const ofOneOwner = 10_000;
export const expired = 3000;
const page = 500;
const hour = 3_600_000;
const owner = 'somebody with many devices';

/** Lists and revokes the sessions of one owner, and clears expired ones, page by page in a filled collection. */
export async function measureOwner(url: string, db: Db): Promise<Readonly<Record<BulkWork, BulkCost>>> {
  // Expired only for a store whose clock is ahead, because the server's TTL monitor removes what has really expired.
  const kinds = [
    ['owned', ofOneOwner, { owner }],
    ['expired', expired, { expiresAt: Date.now() + hour / 2 }],
  ] as const;
  for (const [name, count, more] of kinds) {
    await insert(db.collection('sessions'), [0, count], (index) => {
      const named = `${name} ${index}`;
      return documentOf(idOf(named), recordOf(named, more));
    });
  }
  // Its own client, because monitoring commands slows a client down.
  const client = new MongoClient(url, { monitorCommands: true });
  try {
    const sessions = client.db(db.databaseName).collection('sessions');
    const store = new MongoSessionStore(sessions);
    const later = new MongoSessionStore(sessions, { clock: () => Date.now() + hour });
    // Called once before, so that what the first call caches is not counted.
    await store.owners.listByOwner(owner, { limit: page });
    return {
      list: await cost(client, ofOneOwner, () => list(store)),
      revoke: await cost(client, ofOneOwner, () => store.owners.deleteByOwner(owner, { except: [] })),
      'clear expired': await cost(client, expired, () => clear(later)),
    };
  } finally {
    await client.close();
  }
}

async function list(store: MongoSessionStore): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const found = await store.owners.listByOwner(owner, { limit: page, ...(cursor !== undefined && { cursor }) });
    count += found.sessions.length;
    cursor = found.cursor;
  } while (cursor !== undefined);
  return count;
}

async function clear(store: MongoSessionStore): Promise<number> {
  let count = 0;
  for (;;) {
    const { deleted, more } = await store.deleteExpired(page);
    count += deleted;
    if (!more) return count;
  }
}

/** Samples the heap after each reply of the server, when a whole page is in memory. */
async function cost(client: MongoClient, expected: number, work: () => Promise<number>): Promise<BulkCost> {
  const heap = new RetainedHeap();
  const sample = () => heap.sample();
  client.on('commandSucceeded', sample);
  const start = performance.now();
  const count = await work();
  const seconds = (performance.now() - start - heap.spentMs) / 1000;
  client.off('commandSucceeded', sample);
  if (count !== expected) throw new Error(`Expected ${expected} sessions, got ${count}.`);
  return { seconds, bytes: heap.most };
}
