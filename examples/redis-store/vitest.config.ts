import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

export default mergeConfig(shared, {
  test: { globalSetup: ['test/find-redis.ts'], setupFiles: ['test/skip-without-redis.ts'], hookTimeout: 120_000 },
});
