import { SessionError } from '@sess/core';
import { redactedCause, redactedText } from '@sess/core/store';

/**
 * The config file threw. Its own error is not passed on, because it may quote an address with its password or a key;
 * what was thrown by @sess is, because that never does.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(file: string, thrown: unknown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const text = thrown instanceof SessionError ? message : redactedText(message);
    super(`${file} failed: ${text}`, { cause: redactedCause(thrown, text, {}) });
  }
}
