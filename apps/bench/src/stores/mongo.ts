import { MongoSessionStore } from '@sess/mongo';
import ConnectMongo from 'connect-mongo';
import type { Store } from 'express-session';
import { MongoClient } from 'mongodb';

const dbName = 'sess_bench_requests';

export async function mongoStore(url: string): Promise<MongoSessionStore> {
  const store = new MongoSessionStore(new MongoClient(url).db(dbName).collection('sessions'));
  await store.ensureIndexes();
  return store;
}

export function connectMongo(url: string): Store {
  const client = new MongoClient(url);
  // As @sess/mongo: a write succeeds when a majority of the replicas has it.
  const writeOperationOptions = { w: 'majority' as const };
  return ConnectMongo.create({ client, dbName, collectionName: 'connect_sessions', writeOperationOptions });
}
