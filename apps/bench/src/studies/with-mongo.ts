import { randomBytes } from 'node:crypto';
import { findMongodb, identifyMongodb } from '@sess/test-servers';
import { type Db, MongoClient } from 'mongodb';

/** A database of its own on the server that was found. */
export interface StudyDatabase {
  readonly url: string;
  readonly client: MongoClient;
  readonly db: Db;
  /** The server's product and version. */
  readonly server: string;
  /** The replica set that it is part of. */
  readonly setName: string | undefined;
}

/** Finds or starts a server for a study, and drops the study's database afterwards. */
export async function withMongo(study: (database: StudyDatabase) => Promise<void>): Promise<void> {
  const found = await findMongodb((line) => console.error(line));
  if (found.url === undefined) {
    console.log(`MongoDB is not measured: ${found.reason}`);
    return;
  }
  const client = new MongoClient(found.url);
  const db = client.db(`sess_bench_${randomBytes(6).toString('hex')}`);
  try {
    await study({ url: found.url, client, db, ...(await describeServer(db, found.version)) });
  } finally {
    await db.dropDatabase().catch(() => undefined);
    await client.close();
    await found.stop();
  }
}

async function describeServer(db: Db, started: string | undefined): Promise<Pick<StudyDatabase, 'server' | 'setName'>> {
  const hello = await db.command({ hello: 1 }).catch(() => undefined);
  const { product, version } = identifyMongodb(await db.command({ buildInfo: 1 }), hello, started);
  return { server: `${product} ${version}`, setName: hello?.['setName'] as string | undefined };
}
