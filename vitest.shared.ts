import { defineConfig } from 'vitest/config';

/** The configuration of every package's tests. They import sources, not builds, by the condition `sess-source`. */
export default defineConfig({
  resolve: { conditions: ['sess-source'] },
  ssr: { resolve: { conditions: ['sess-source'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Property tests and races take long on a machine that is busy with other work.
    testTimeout: 60_000,
    // So do stopping a server and removing a folder of installed packages.
    hookTimeout: 60_000,
    // Vitest's default of a second is too short on a busy machine. It only delays the failure of a poll.
    expect: { poll: { timeout: 30_000 } },
    // An unhandled rejection fails the run: a session library must never leave one behind.
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
