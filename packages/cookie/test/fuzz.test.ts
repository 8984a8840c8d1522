import { expect, it } from 'vitest';
import { runs, seed } from '../../../test/runs.js';
import { refuseMutations } from './mutated-tokens.js';

const count = runs(200_000);

it(`none of ${count} mutated tokens is valid or throws`, { timeout: runs(300_000) }, async () => {
  expect(await refuseMutations(count, seed)).toBeGreaterThanOrEqual(count);
});
