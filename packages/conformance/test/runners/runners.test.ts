import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Report, testSessionStore } from '../../src/index.js';
import { countsOf } from '../../src/report.js';
import { CollectingRunner } from '../collecting-runner.js';
import { runners, runWith } from './runner-process.js';

const folder = mkdtempSync(join(tmpdir(), 'sess-runners-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The fixtures take what users get, which is built. */
beforeAll(() => {
  const built = join(import.meta.dirname, '../../dist/index.js');
  if (!existsSync(built)) throw new Error(`There is no ${built}: run pnpm build first.`);
});

function reportIn(reportFolder: string, name: string): Report {
  return JSON.parse(readFileSync(join(reportFolder, `${name}.json`), 'utf8')) as Report;
}

describe.each(runners)('$name', (runner) => {
  const reportFolder = join(folder, runner.name);

  it('passes each law that a good store claims, skips the others, and leaves a report', async () => {
    const run = await runWith(runner, { file: 'store.test.js', reportFolder });
    expect(run.exitCode, run.output).toBe(0);
    const expected = testSessionStore(new CollectingRunner(), {
      name: 'MemorySessionStore',
      claims: ['touch', 'deleteExpired', 'owners', 'close'],
      open: () => Promise.reject(new Error('Only the list of laws is wanted.')),
    });
    const unclaimed = countsOf(expected)['not claimed'];
    const claimed = expected.laws.length - unclaimed;
    expect(run, 'the laws of dist are not those of src: run pnpm build').toMatchObject({
      passed: claimed,
      skipped: unclaimed,
      failed: 0,
    });
    const report = reportIn(reportFolder, 'memorysessionstore');
    expect(countsOf(report)).toEqual({ passed: claimed, failed: 0, 'not claimed': unclaimed, 'not run': 0 });
    expect(report.laws.map(({ law }) => law)).toEqual(expected.laws.map(({ law }) => law));
    expect(report.versions).toHaveProperty(runner.name === 'bun' ? 'Bun' : ['Node.js']);
  });

  it('fails where a store breaks a law, and says which, what it demands, and what was seen', async () => {
    const run = await runWith(runner, { file: 'broken.test.js', only: 'law 46a', reportFolder });
    expect(run.exitCode, run.output).not.toBe(0);
    expect(run).toMatchObject({ failed: 1, passed: 0 });
    expect(run.output).toContain('Law 46a (');
    expect(run.output).toContain('delete of what is not there must answer false.');
    expect(run.output).toContain('Seen: true');
    expect(run.output).toMatch(/laws[/\\]delete\.(?:ts|js)/);
    const { failed, passed, 'not run': left } = countsOf(reportIn(reportFolder, 'brokenstore'));
    expect({ failed, passed }).toEqual({ failed: 1, passed: 0 });
    expect(left).toBeGreaterThan(100);
  });

  it('fails where a store does not answer, though the runner itself would wait', async () => {
    const run = await runWith(runner, { file: 'broken.test.js', only: 'law 8', reportFolder });
    expect(run.exitCode, run.output).not.toBe(0);
    expect(run.output).toContain('The law must be done within 2 s');
    expect(run.output).toContain('Seen: no answer to create.');
  });
});
