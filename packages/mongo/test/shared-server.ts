import { type FoundServer, identifyMongodb, type MongodbProduct } from '@sess/test-servers';
import { MongoClient } from 'mongodb';

/** A server for tests, and what it is. */
export interface SharedServer extends MongodbProduct {
  readonly url: string;
  /** Its product and version: `mongod 8.0.4`, `SecantusDB 0.5.3`. */
  readonly title: string;
  /** Whether it uses indexes, explains its plans, and compares by collations. mongo-java-server does not. */
  readonly hasPlans: boolean;
}

/** Asks a server what it is. */
export async function describeServer({ url, version }: Pick<FoundServer, 'url' | 'version'>): Promise<SharedServer> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 10_000 });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 }).catch(() => undefined);
    const identified = identifyMongodb(await admin.command({ buildInfo: 1 }), hello, version);
    const hasPlans = identified.isMongod || identified.product === 'SecantusDB';
    return { url, ...identified, hasPlans, title: `${identified.product} ${identified.version}` };
  } finally {
    await client.close();
  }
}
