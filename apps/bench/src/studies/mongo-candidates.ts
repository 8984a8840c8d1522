import { createHash, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { parseSessionId, type SessionId } from '@sess/core';
import { MongoSessionStore } from '@sess/mongo';
import ConnectMongo from 'connect-mongo';
import type { SessionData } from 'express-session';
import type { Collection, Db, MongoClient } from 'mongodb';

/** The measured calls on a stored session. */
export const mongoWork = ['load', 'change'] as const;
export type MongoWork = (typeof mongoWork)[number];

export type MongoCandidate = '@sess/mongo' | 'connect-mongo';

export interface MongoSessions {
  /** Inserts the sessions with the numbers from `from` up to `to`. */
  fill(from: number, to: number, onProgress: (count: number) => void): Promise<void>;
  /** Prepares the session with that number. Returns the measured call. */
  readonly work: Readonly<Record<MongoWork, (index: number) => Promise<() => Promise<unknown>>>>;
}

const day = 86_400_000;
const batch = 1000;

/** The session of a shop's visitor, about 400 bytes. */
const data = {
  cart: Object.fromEntries(['tea', 'cup', 'kettle'].map((sku) => [sku, { sku, quantity: 2, gift: false }])),
  user: { id: 4711, name: 'Ada Lovelace', language: 'en-GB' },
  seen: ['/', '/tea', '/cup', '/kettle', '/cart', '/sign-in', '/devices'],
};

/** Computes a session's id from its number, so that the ids need not be kept. */
export function idOf(index: number | string): SessionId {
  return parseSessionId(createHash('sha1').update(String(index)).digest('hex'))!;
}

/** Text that differs in every session, so that compression does not help the database. */
const dataOf = (index: number | string) => ({ ...data, token: idOf(index) });

export function recordOf(index: number | string, more: { owner?: string; expiresAt?: number } = {}) {
  const now = Date.now();
  const revision = randomBytes(16).toString('hex');
  const payload = JSON.stringify(dataOf(index));
  return { payload, createdAt: now, expiresAt: now + day, attributes: { device: 'Firefox' }, revision, ...more };
}

/** Both use one client and the same write concern: a majority of the replicas. */
export async function mongoCandidates(
  client: MongoClient,
  db: Db,
): Promise<ReadonlyMap<MongoCandidate, MongoSessions>> {
  const theirs = connectMongo(client, db);
  return new Map([
    ['@sess/mongo', await sess(db)],
    ['connect-mongo', theirs],
  ]);
}

async function sess(db: Db): Promise<MongoSessions> {
  const sessions = db.collection('sessions');
  const store = new MongoSessionStore(sessions);
  await store.ensureIndexes();
  const load = async (index: number) => {
    const found = await store.load(idOf(index));
    return found && { ...found, data: JSON.parse(found.payload) as unknown };
  };
  const ownerOf = (index: number) => (index % 4 === 0 ? {} : { owner: `customer ${Math.floor(index / 20)}` });
  return {
    fill(from, to, onProgress) {
      const make = (index: number) => documentOf(idOf(index), recordOf(index, ownerOf(index)));
      return insert(sessions, [from, to], make, onProgress);
    },
    work: {
      load: (index) => Promise.resolve(async () => check(await load(index))),
      async change(index) {
        const { version } = check(await load(index));
        return async () => check((await store.update(idOf(index), recordOf(index), version)).status === 'written');
      },
    },
  };
}

/** The document as the store writes it. Loading it through the store proves that it is. */
export function documentOf(_id: SessionId, record: ReturnType<typeof recordOf>): object {
  return { _id, ...record, createdAt: new Date(record.createdAt), expiresAt: new Date(record.expiresAt) };
}

function connectMongo(client: MongoClient, db: Db): MongoSessions {
  const store = ConnectMongo.create({
    client,
    dbName: db.databaseName,
    collectionName: 'connect_sessions',
    writeOperationOptions: { w: 'majority' },
  });
  const get = promisify((id: string, callback: (error: unknown, session?: SessionData | null) => void) =>
    store.get(id, callback),
  );
  const set = promisify((id: string, session: SessionData, callback: (error: unknown) => void) =>
    store.set(id, session, callback),
  );
  const cookie = () => ({ originalMaxAge: day, expires: new Date(Date.now() + day), httpOnly: true, path: '/' });
  // The type of express-session's sessions has methods that a store does not use.
  const sessionOf = (index: number) => ({ ...dataOf(index), cookie: cookie() }) as unknown as SessionData;
  return {
    fill(from, to, onProgress) {
      const expires = new Date(Date.now() + day);
      const make = (index: number) => ({ _id: idOf(index), session: JSON.stringify(sessionOf(index)), expires });
      return insert(db.collection('connect_sessions'), [from, to], make, onProgress);
    },
    work: {
      load: (index) => Promise.resolve(async () => check(await get(idOf(index)))),
      change: (index) => Promise.resolve(() => set(idOf(index), sessionOf(index))),
    },
  };
}

/** Inserts documents directly. The measured calls go through the stores. */
export async function insert(
  collection: Collection,
  [from, to]: readonly [number, number],
  make: (index: number) => object,
  onProgress?: (count: number) => void,
): Promise<void> {
  for (let begin = from; begin < to; begin += batch) {
    const count = Math.min(batch, to - begin);
    await collection.insertMany(Array.from({ length: count }, (_, offset) => make(begin + offset)));
    onProgress?.(count);
  }
}

/** Checks the result, because a candidate that did nothing would be the fastest. */
function check<T>(found: T): Exclude<T, null | undefined | false> {
  if (!found) throw new Error('A candidate did not find a stored session.');
  return found as Exclude<T, null | undefined | false>;
}
