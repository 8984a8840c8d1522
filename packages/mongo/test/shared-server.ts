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

/** Asks a server what it is. `version` is the one that was started, if it is known. */
export async function describeServer({
  url,
  version: started,
}: Pick<FoundServer, 'url' | 'version'>): Promise<SharedServer> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 10_000 });
  try {
    const admin = client.db('admin');
    const hello = await admin.command({ hello: 1 }).catch(() => undefined);
    const identified = identifyMongodb(await admin.command({ buildInfo: 1 }), hello);
    const { product, isMongod } = identified;
    // mongo-java-server reports the version of MongoDB that it emulates.
    const version = product === 'mongo-java-server' && started !== undefined ? started : identified.version;
    const hasPlans = isMongod || product === 'SecantusDB';
    return { url, product, version, isMongod, hasPlans, title: `${product} ${version}` };
  } finally {
    await client.close();
  }
}
