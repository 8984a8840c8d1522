import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Report, testSessionStore } from '../../src/index.js';
import { countsOf } from '../../src/report/report.js';
import { CollectingRunner } from '../collecting-runner.js';
import { runners, runWith } from './runner-process.js';

const folder = mkdtempSync(join(tmpdir(), 'sess-runners-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The fixtures use the build, like users. */
beforeAll(() => {
  const built = join(import.meta.dirname, '../../dist/index.js');
  if (!existsSync(built)) throw new Error(`There is no ${built}: run pnpm build first.`);
});

function reportIn(reportFolder: string, name: string): Report {
  return JSON.parse(readFileSync(join(reportFolder, `${name}.json`), 'utf8')) as Report;
}

/** Returns the laws that the suite registers from its sources for the store of the fixtures. */
function listOfLaws(): Report {
  return testSessionStore(new CollectingRunner(), {
    name: 'MemorySessionStore',
    claims: ['touch', 'deleteExpired', 'owners', 'close'],
    open: () => Promise.reject(new Error('Only the list of laws is wanted.')),
  });
}

describe.each(runners)('$name', (runner) => {
  const reportFolder = join(folder, runner.name);

  it('passes each law that a correct store claims, skips the others, and writes a report', async () => {
    const run = await runWith(runner, { file: 'store.test.js', reportFolder });
    if (run.exitCode !== 0) expect.fail(run.output);
    const report = reportIn(reportFolder, 'memorysessionstore');
    const { passed, 'not claimed': unclaimed, ...others } = countsOf(report);
    expect(others).toEqual({ failed: 0, 'not run': 0 });
    const registered = listOfLaws();
    // They differ if dist is older than src: run pnpm build.
    expect(report.laws.map(({ law }) => law)).toEqual(registered.laws.map(({ law }) => law));
    const skipped = runner.skipsLate ? unclaimed : countsOf(registered)['not claimed'];
    expect(run).toMatchObject({ passed: report.laws.length - skipped, skipped, failed: 0 });
    expect(passed + unclaimed).toBe(report.laws.length);
    expect(report.versions).toHaveProperty(runner.name === 'bun' ? 'Bun' : ['Node.js']);
  });

  it('fails if a store breaks a law, and says which law, what it demands, and what was seen', async () => {
    const run = await runWith(runner, { file: 'broken.test.js', only: 'law 46a:', reportFolder });
    if (run.exitCode === 0) expect.fail(run.output);
    expect(run).toMatchObject({ failed: 1, passed: 0 });
    expect(run.output).toContain('Law 46a (');
    expect(run.output).toContain('delete of an id that never existed must return false.');
    expect(run.output).toContain('Seen: true');
    expect(run.output).toMatch(/laws[/\\]store[/\\]delete\.(?:ts|js)/);
    const { failed, passed, 'not run': left } = countsOf(reportIn(reportFolder, 'brokenstore'));
    expect({ failed, passed }).toEqual({ failed: 1, passed: 0 });
    expect(left).toBeGreaterThan(100);
  });

  it('fails if a call of the store hangs, even if the runner itself would wait', async () => {
    const run = await runWith(runner, { file: 'broken.test.js', only: 'law 8:', reportFolder });
    if (run.exitCode === 0) expect.fail(run.output);
    expect(run.output).toContain('The law must finish within 2 s');
    expect(run.output).toContain('Seen: no response to create.');
  });
});
