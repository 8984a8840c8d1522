import { type SessionId, StoreError } from '@sess/core';
import { MongoSessionStore } from '@sess/mongo';
import { RunningServer, startMongodb } from '@sess/test-servers';
import { type Collection, MongoClient } from 'mongodb';
import { type OpenStore, type StoreContents, summaryOf } from './open-store.js';

interface SessionDocument {
  readonly _id: SessionId;
  readonly payload: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly owner?: string;
  readonly attributes?: { readonly device?: string };
}

/** Uses the MongoDB at `MONGODB_URI`, or else finds or downloads one, which ends with the shop. */
export async function openMongo(): Promise<OpenStore> {
  const address = process.env['MONGODB_URI'];
  const started = address ? undefined : await startMongodb();
  if (started && !(started instanceof RunningServer)) throw new Error(started.reason);
  // An error page after two seconds is better than a page that waits for the database. The next visit tries again.
  const client = new MongoClient(started?.url ?? address!, { serverSelectionTimeoutMS: 2000 });
  const close = async () => {
    await client.close();
    await started?.stop();
  };
  try {
    const sessions = client.db().collection<SessionDocument>('shop_sessions');
    const store = new MongoSessionStore(sessions);
    await store.ensureIndexes();
    const hosts = client.options.hosts.join(', ') || 'its service';
    const place = started
      ? `${started.name} ${started.version} at ${hosts}, until the shop closes`
      : `MongoDB at ${hosts}, in ${sessions.namespace}`;
    return { store, place, endsWithShop: !!started, look: (limit) => look(sessions, limit), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function look(sessions: Collection<SessionDocument>, limit: number): Promise<StoreContents> {
  try {
    const sizes = sessions.aggregate<{ count: number; bytes: number }>([
      { $group: { _id: null, count: { $sum: 1 }, bytes: { $sum: { $strLenBytes: '$payload' } } } },
    ]);
    const newest = await sessions.find().sort({ createdAt: -1, _id: 1 }).limit(limit).toArray();
    const { count, bytes } = (await sizes.next()) ?? { count: 0, bytes: 0 };
    return { count, bytes, records: newest.map(({ _id, ...record }) => summaryOf(_id, record)) };
  } catch (cause) {
    throw new StoreError('The collection of sessions could not be read.', { outcome: 'not-applied', cause });
  }
}
