import type { Db, MongoClient } from 'mongodb';
import { connectMongo } from './mongo-connect-mongo.js';
import { sess } from './mongo-sess.js';
import type { MongoCandidate, MongoSessions } from './mongo-sessions.js';

/** Both use one client and the same write concern: a majority of the replicas. */
export function mongoCandidates(client: MongoClient, db: Db): Readonly<Record<MongoCandidate, MongoSessions>> {
  return { '@sess/mongo': sess(db), 'connect-mongo': connectMongo(client, db) };
}
