import { availableParallelism } from 'node:os';
import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.shared.js';

export default mergeConfig(shared, {
  test: {
    // It takes longest of all packages. On two cores Vitest would use one, and the other would be idle at the end.
    maxWorkers: availableParallelism(),
    // A store of the gallery leaves promises behind on purpose, which a law has to notice. Others fail the run.
    onUnhandledError: ({ name }: { name?: string }) => (name === 'ForgottenFailure' ? false : undefined),
  },
});
