import {
  findMongodb,
  type FoundServer,
  identifyMongodb,
  locateMongodbProgram,
  type MongodbProduct,
  type MongodbProgram,
  skip,
} from '@sess/test-servers';
import { MongoClient } from 'mongodb';
import type { TestProject } from 'vitest/node';

/** A server for the tests. The run has reported when there is none. */
export interface SharedServer extends MongodbProduct {
  readonly url: string;
  /** Its product and version: `mongod 8.0.4`, `SecantusDB 0.5.3`. */
  readonly title: string;
  /** Whether it uses indexes, explains its plans, and compares by collations. mongo-java-server does not. */
  readonly hasPlans: boolean;
}

declare module 'vitest' {
  interface ProvidedContext {
    mongodb: SharedServer | undefined;
    /** A program of which tests start servers that they break. */
    mongodbProgram: MongodbProgram | undefined;
  }
}

/** One server for all test files. Each file has its own database there. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const found = await findMongodb();
  const program = await locateMongodbProgram(() => undefined);
  project.provide('mongodbProgram', program.path === undefined ? undefined : program);
  if (found.url === undefined) {
    project.provide('mongodb', undefined);
    skip('the tests of @sess/mongo', found.reason);
    return () => Promise.resolve();
  }
  const server = await describeServer(found);
  const own = program.path === undefined ? 'none' : `of ${program.product}`;
  process.stdout.write(`testing @sess/mongo on ${server.title}; servers that tests start by themselves: ${own}\n`);
  project.provide('mongodb', server);
  return () => found.stop();
}

export async function describeServer({ url, version: started }: FoundServer): Promise<SharedServer> {
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
