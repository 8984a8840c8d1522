import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

export default mergeConfig(shared, {
  test: {
    globalSetup: ['test/global-setup.ts'],
    // They wait for servers more than they work.
    maxWorkers: 3,
    hookTimeout: 120_000,
    // A bug of the MariaDB connector 3.4, which Prisma's adapter pins: when a server goes between a connection's
    // authentication and its first statement, one promise too many rejects. Everything else unhandled fails the run.
    onUnhandledError: (error: { sqlState?: unknown; fatal?: unknown }) =>
      error.sqlState !== undefined && error.fatal === true ? false : undefined,
  },
});
