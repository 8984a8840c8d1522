import { describe, inject, TestRunner } from 'vitest';
import { openDatabase, type TestDatabase } from '../test-database.js';

const server = inject('mongodb');
const program = inject('mongod');

/** Set in the hosted workflow, which has mongods. There a test that cannot run is a failure. */
const isRequired = process.env['SESS_REQUIRE_MONGOD'] === 'true';

/**
 * Describes tests that need a mongod, on the server that was found. On other servers they are skipped and counted.
 */
export function onMongod(what: string, body: (database: TestDatabase) => void): void {
  const lack = server?.isMongod === true ? undefined : `the server is ${server?.title ?? 'missing'}`;
  describeUnless(lack, what, () => body(openDatabase()));
}

/** Describes tests that start and break their own mongods. */
export function withMongods(what: string, body: (program: string) => void): void {
  const lack = program === undefined ? 'there is no mongod here to start' : undefined;
  describeUnless(lack, what, () => body(program ?? ''));
}

function describeUnless(lack: string | undefined, what: string, body: () => void): void {
  if (lack !== undefined && isRequired) throw new Error(`${what}: ${lack}, and SESS_REQUIRE_MONGOD=true asks for one`);
  describe.skipIf(lack !== undefined)(`${what} (needs mongod)`, () => {
    body();
    const { length } = TestRunner.getCurrentSuite().tasks;
    if (lack !== undefined) process.stdout.write(`NEEDS MONGOD: ${length} tests of ${what} were not run: ${lack}\n`);
  });
}
