import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

export default mergeConfig(shared, {
  test: {
    // A store of the gallery leaves promises behind on purpose, and a law has to notice. Everything else unhandled fails the run.
    onUnhandledError: ({ name }: { name?: string }) => (name === 'ForgottenFailure' ? false : undefined),
  },
});
