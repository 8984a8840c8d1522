import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { runs as timesRuns, seed } from '../../../../test/runs.js';
import { staleSurvivors, whyItSurvives } from './known-survivors.js';
import { type Mutant, writeMutants } from './mutant-files.js';
import { type MutantRun, runMutants } from './mutant-runs.js';

/** The number of mutants to run, drawn with the seed. SESS_RUNS=10 runs all, which takes minutes. */
const count = timesRuns(60);

const { folder, mutants, original } = await writeMutants();
afterAll(() => rm(folder, { recursive: true }));

function drawn(): Mutant[] {
  const length = Math.min(count, mutants.length);
  const some = fc.shuffledSubarray([...mutants], { minLength: length, maxLength: length });
  return fc.sample(some, { seed, numRuns: 1 }).flat();
}

function grouped(runs: readonly MutantRun[], by: (run: MutantRun) => string): Map<string, MutantRun[]> {
  const groups = new Map<string, MutantRun[]>();
  for (const run of runs) groups.set(by(run), [...(groups.get(by(run)) ?? []), run]);
  return groups;
}

function tableOf(runs: readonly MutantRun[]): string {
  const byLaw = grouped(runs, ({ caughtBy }) => caughtBy);
  const lines = [...byLaw].map(([law, caught]) => `${law.padStart(6)}  ${caught.length}`);
  return [
    'caught by  mutants',
    ...lines.toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true })),
  ].join('\n');
}

function show({ mutant: { file, line, name } }: MutantRun): string {
  return `${file}:${line} ${name}`;
}

it('the laws notice small changes to MemorySessionStore', { timeout: 1_800_000 }, async () => {
  const threads = Math.min(4, availableParallelism());
  const startedAt = performance.now();
  const [whole] = await runMutants([original], 1);
  expect(whole?.caughtBy, 'the store without a change').toBe('none');
  // Far more than this machine needs for all laws, however slow or busy it is.
  const deadlineMs = Math.max(5000, 6 * (performance.now() - startedAt));

  const runs = await runMutants(drawn(), threads, deadlineMs);
  const caught = runs.filter(({ caughtBy }) => caughtBy !== 'none');
  const survivors = runs.filter(({ caughtBy }) => caughtBy === 'none');
  const known = grouped(survivors, ({ mutant }) => whyItSurvives(mutant) ?? 'a gap in the laws');
  const share = caught.length / runs.length;
  console.log(
    [
      `${caught.length} of ${runs.length} mutants of MemorySessionStore were caught (${Math.round(share * 100)} %).`,
      tableOf(caught),
      ...[...known].map(([reason, some]) => `\nnot caught: ${reason}\n  ${some.map(show).join('\n  ')}`),
    ].join('\n'),
  );
  expect(known.get('a gap in the laws')?.map(show) ?? []).toEqual([]);
  expect(share).toBeGreaterThan(0.8);
  if (runs.length < mutants.length) return;
  expect(staleSurvivors(survivors.map(({ mutant }) => mutant)), 'listed as survivors, and caught').toEqual([]);
});
