import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

// Frameworks log the errors that the laws provoke, which would hide a failed test among thousands of lines.
export default mergeConfig(shared, { test: { silent: 'passed-only' } });
