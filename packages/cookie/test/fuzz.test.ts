import { expect, it } from 'vitest';
import { refuseMutations } from './mutated-tokens.js';

const runs = Number(process.env['SESS_FUZZ_RUNS'] ?? 200_000);

it(`none of ${runs} mutated tokens is valid or throws`, { timeout: 300_000 }, async () => {
  expect(await refuseMutations(runs)).toBeGreaterThanOrEqual(runs);
});
