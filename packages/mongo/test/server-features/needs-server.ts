import type { MongodbProgram } from '@sess/test-servers';
import { describe, inject, TestRunner } from 'vitest';
import { openDatabase, type TestDatabase } from '../test-database.js';

const server = inject('mongodb');
const program = inject('mongodbProgram');

/** Set in the hosted workflow, which has mongods. There a test that cannot run on one is a failure. */
const isRequired = process.env['SESS_REQUIRE_MONGOD'] === 'true';

/** The servers that have what is tested. Tests without one are skipped, and counted by these names. */
type Needed = 'mongod' | 'mongod or SecantusDB';
const missing = `the program to start is ${program?.product ?? 'missing'}`;

/** Describes tests of plans, collations and other features that mongo-java-server lacks, on the shared server. */
export function onServerWithPlans(what: string, body: (database: TestDatabase) => void): void {
  const isEnough = isRequired ? server?.isMongod : server?.hasPlans;
  const lack = isEnough === true ? undefined : `the server is ${server?.title ?? 'missing'}`;
  describeUnless(lack, 'mongod or SecantusDB', what, () => body(openDatabase()));
}

/** Describes tests that start and break servers of their own. */
export function withOwnServers(what: string, body: (program: MongodbProgram) => void): void {
  const isEnough = isRequired ? program?.product === 'mongod' : program !== undefined;
  describeUnless(isEnough ? undefined : missing, 'mongod or SecantusDB', what, () => body(program!));
}

/** Describes tests of several mongods together: elections and secondaries. */
export function withMongods(what: string, body: (program: MongodbProgram) => void): void {
  describeUnless(program?.product === 'mongod' ? undefined : missing, 'mongod', what, () => body(program!));
}

function describeUnless(lack: string | undefined, needed: Needed, what: string, body: () => void): void {
  if (lack !== undefined && isRequired) throw new Error(`${what}: ${lack}, and SESS_REQUIRE_MONGOD=true asks for one`);
  describe.skipIf(lack !== undefined)(`${what} (needs ${needed})`, () => {
    body();
    const { length } = TestRunner.getCurrentSuite().tasks;
    if (lack !== undefined)
      process.stdout.write(`NEEDS ${needed.toUpperCase()}: ${length} tests of ${what} were not run: ${lack}\n`);
  });
}
