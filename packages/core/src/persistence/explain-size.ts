import { SessionTooLargeError } from '../contract/errors.js';
import type { SessionState } from '../session/session-state.js';

/** Names what takes the room, so that the error says what to do. */
export function explainSize(error: unknown, state: SessionState): unknown {
  if (!(error instanceof SessionTooLargeError)) return error;
  const largest = state.changes.largest(3).map(({ key, size }) => `${JSON.stringify(key)} (${size} characters)`);
  return new SessionTooLargeError(`${error.message} Largest keys: ${largest.join(', ') || 'none'}.`, { cause: error });
}
