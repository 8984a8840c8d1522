import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Random values are the same in each run, so that a gate finds the same each time. SESS_SEED is another seed, or
// `random`; SESS_RUNS multiplies the runs (CONTRIBUTING.md).
const { SESS_SEED = '1', SESS_RUNS = '1' } = process.env;
const seed = SESS_SEED === 'random' ? randomInt(2 ** 31) : Number(SESS_SEED);
if (!(Number.isSafeInteger(seed) && seed >= 0))
  throw new Error(`SESS_SEED must be a whole number or "random", and is ${SESS_SEED}.`);
if (!(Number(SESS_RUNS) >= 1)) throw new Error(`SESS_RUNS must be a number from 1, and is ${SESS_RUNS}.`);
if (SESS_SEED === 'random') console.log(`SESS_SEED=${seed}`);

/** The configuration of every package's tests. They import sources, not builds, by the condition `sess-source`. */
export default defineConfig({
  resolve: { conditions: ['sess-source'] },
  ssr: { resolve: { conditions: ['sess-source'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: [join(import.meta.dirname, 'test/set-up-random-values.ts')],
    env: { SESS_SEED: String(seed) },
    // Property tests and races take long on a machine that is busy with other work.
    testTimeout: 60_000 * Number(SESS_RUNS),
    // So do stopping a server and removing a folder of installed packages.
    hookTimeout: 60_000,
    // A failure says what it saw also where only its message is shown, as at the end of the gate's log.
    chaiConfig: { truncateThreshold: 2000 },
    // Vitest's default of a second is too short on a busy machine. It only delays the failure of a poll.
    expect: { poll: { timeout: 30_000 } },
    // An unhandled rejection fails the run: a session library must never leave one behind.
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
