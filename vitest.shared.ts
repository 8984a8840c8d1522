import { defineConfig } from 'vitest/config';

/** What every package's tests share: they import sources, not builds, through the `sess-source` condition. */
export default defineConfig({
  resolve: { conditions: ['sess-source'] },
  ssr: { resolve: { conditions: ['sess-source'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Property tests and races take their time on a machine that does other things too.
    testTimeout: 60_000,
    // vitest's second is too short for a machine that has other work; what is polled for comes, or the test fails anyway.
    expect: { poll: { timeout: 30_000 } },
    // An unhandled rejection fails the run: a session library must never leave one behind.
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
