import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

export default mergeConfig(shared, {
  test: {
    globalSetup: ['test/global-setup.ts'],
    // They wait for processes and servers more than they work.
    maxWorkers: 2,
    // Several processes in turn, each of which compiles a config file and connects.
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
