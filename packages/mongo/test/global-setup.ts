import { findMongodb, locateMongodbProgram, type MongodbProgram, skip } from '@sess/test-servers';
import type { TestProject } from 'vitest/node';
import { describeServer, type SharedServer } from './shared-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Undefined if there is none. The run has reported that. */
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
