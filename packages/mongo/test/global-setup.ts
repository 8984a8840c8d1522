import { findMongodb, type FoundServer, locateMongod, skip } from '@sess/test-servers';
import { MongoClient } from 'mongodb';
import type { TestProject } from 'vitest/node';

/** A server for the tests. The run has reported when there is none. */
export interface SharedServer {
  readonly url: string;
  /** Its product and version: `mongod 8.0.4`, `mongo-java-server 1.47.0`. */
  readonly product: string;
  readonly version: string;
  readonly title: string;
  /** Whether it is a real mongod, or a router in front of some. */
  readonly isMongod: boolean;
}

declare module 'vitest' {
  interface ProvidedContext {
    mongodb: SharedServer | undefined;
    /** The path of a mongod, for the tests that start their own. */
    mongod: string | undefined;
  }
}

/** One server for all test files. Each file has its own database there. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const mongod = await locateMongod(() => undefined);
  project.provide('mongod', mongod.path);
  const found = await findMongodb();
  if (found.url === undefined) {
    project.provide('mongodb', undefined);
    skip('the tests of @sess/mongo', found.reason);
    return () => Promise.resolve();
  }
  const server = await describeServer(found);
  process.stdout.write(`testing @sess/mongo on ${server.title}\n`);
  project.provide('mongodb', server);
  return () => found.stop();
}

async function describeServer({ url, version: started }: FoundServer): Promise<SharedServer> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 10_000 });
  try {
    const admin = client.db('admin');
    const { version } = (await admin.command({ buildInfo: 1 })) as { version?: unknown };
    // Every supported mongod has `hello`.
    const isMongod = await admin.command({ hello: 1 }).then(
      () => true,
      () => false,
    );
    const product = isMongod ? 'mongod' : 'mongo-java-server';
    // mongo-java-server reports the version of MongoDB that it emulates.
    const own = isMongod || started === undefined ? String(version) : started;
    return { url, product, version: own, title: `${product} ${own}`, isMongod };
  } finally {
    await client.close();
  }
}
