import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

export default mergeConfig(shared, {
  test: {
    globalSetup: ['test/global-setup.ts'],
    // They wait for servers more than they work.
    maxWorkers: 3,
    hookTimeout: 120_000,
  },
});
