import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { testSessionStore } from '../src/index.js';
import { CollectingRunner } from './collecting-runner.js';
import { memorySubject } from './memory-subject.js';

const run = promisify(execFile);

it('MemorySessionStore keeps every law under node:test too', { timeout: 60_000 }, async () => {
  const script = fileURLToPath(new URL('under-node-test.ts', import.meta.url));
  const args = [
    '--conditions=sess-source',
    `--import=${import.meta.resolve('tsx')}`,
    '--test',
    '--test-reporter=tap',
    script,
  ];
  // Inside a test runner, NODE_TEST_CONTEXT would make the child report to a parent that does not listen.
  const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...env } = process.env;
  const { stdout } = await run(process.execPath, args, { env, timeout: 50_000 });
  const { laws } = testSessionStore(new CollectingRunner(), memorySubject());
  expect(stdout).toMatch(/^# fail 0$/m);
  for (const { law } of laws) expect(stdout).toMatch(new RegExp(`^ +ok \\d+ - law ${law}: `, 'm'));
});
