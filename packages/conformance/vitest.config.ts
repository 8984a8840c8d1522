import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

export default mergeConfig(shared, {
  test: {
    // A store of the gallery leaves promises behind on purpose, which a law has to notice. Others fail the run.
    onUnhandledError: ({ name }: { name?: string }) => (name === 'ForgottenFailure' ? false : undefined),
  },
});
