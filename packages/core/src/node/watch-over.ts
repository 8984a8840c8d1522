import { reportError } from '#platform';
import { SessionError } from '../contract/errors.js';
import type { NodeBinding } from './node-binding.js';
import { whenRejected } from './when-rejected.js';

/**
 * Runs a handler that nobody else watches over, and answers where it throws or rejects. An error of ours ends there, reported; the
 * application's own is thrown on.
 */
export function watchOver(binding: NodeBinding, handle: () => unknown): unknown {
  const fail = (error: unknown): void => {
    const isOurs = error instanceof SessionError;
    // The status of any other error may be that of an answer which the application itself was given by somebody.
    binding.abandon(
      isOurs ? error : new Error('The handler failed before it had ended its response.', { cause: error }),
    );
    if (!isOurs) throw error;
    reportError(error);
  };
  try {
    return whenRejected(handle(), fail);
  } catch (error) {
    return fail(error);
  }
}
