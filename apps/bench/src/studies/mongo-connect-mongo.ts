import { promisify } from 'node:util';
import ConnectMongo from 'connect-mongo';
import type { SessionData } from 'express-session';
import type { Db, MongoClient } from 'mongodb';
import type { MongoSessions } from './mongo-sessions.js';
import { busiestOwner, check, dataOf, day, hour, idOf, type Special } from './shop-sessions.js';

export function connectMongo(client: MongoClient, db: Db): MongoSessions {
  const collection = db.collection('connect_sessions');
  const store = ConnectMongo.create({
    client,
    dbName: db.databaseName,
    collectionName: collection.collectionName,
    writeOperationOptions: { w: 'majority' },
  });
  const get = promisify((id: string, callback: (error: unknown, session?: SessionData | null) => void) =>
    store.get(id, callback),
  );
  const set = promisify((id: string, session: SessionData, callback: (error: unknown) => void) =>
    store.set(id, session, callback),
  );
  const all = promisify((callback: (error: unknown, sessions?: SessionData[] | null) => void) =>
    store.all(callback as Parameters<typeof store.all>[0]),
  );
  // The type of express-session's sessions has methods that a store does not use.
  const sessionOf = (index: number | string, { owner, expiresAt = Date.now() + day }: Special = {}) => {
    const cookie = { originalMaxAge: day, expires: new Date(expiresAt), httpOnly: true, path: '/' };
    return { ...dataOf(index), ...(owner !== undefined && { owner }), cookie } as unknown as SessionData;
  };
  return {
    collection,
    // It creates its index when it is made.
    ensureIndexes: () => Promise.resolve(),
    documentOf(index, more) {
      const session = sessionOf(index, more);
      return { _id: idOf(index), session: JSON.stringify(session), expires: session.cookie.expires };
    },
    work: {
      load: (index) => Promise.resolve(async () => check(await get(idOf(index)))),
      change: (index) => Promise.resolve(() => set(idOf(index), sessionOf(index))),
    },
    bulk: {
      // It has no list of an owner's sessions, so an application reads all of them and chooses.
      list: async () => (await all())!.filter((session) => 'owner' in session && session.owner === busiestOwner).length,
      // The command of its setting `autoRemove: 'interval'`, but acknowledged.
      'clear expired': async () =>
        (await collection.deleteMany({ expires: { $lt: new Date(Date.now() + hour) } })).deletedCount,
    },
  };
}
