import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

// Processes and a browser are started here, which a busy machine may take its time for.
export default mergeConfig(shared, { test: { testTimeout: 120_000, hookTimeout: 120_000 } });
