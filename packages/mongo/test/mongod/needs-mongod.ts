import { describe, inject, TestRunner } from 'vitest';
import { openDatabase, type TestDatabase } from '../test-database.js';

const server = inject('mongodb');
const program = inject('mongod');

/** Set in the hosted workflow, which has mongods: a test that is only listed is a failure there. */
const isRequired = process.env['SESS_REQUIRE_MONGOD'] === 'true';

/**
 * Describes what only a mongod shows, on the server that was found. Elsewhere it is listed and counted, never passed.
 */
export function onMongod(what: string, body: (database: TestDatabase) => void): void {
  const lack = server?.isMongod === true ? undefined : `the server is ${server?.title ?? 'missing'}`;
  describeUnless(lack, what, () => body(openDatabase()));
}

/** Describes what needs mongods that the tests set up and break. */
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
