import { SessionError } from '@sess/core';
import { redactedCause, redactedText } from '@sess/core/store';
import { exitCodes } from './exit-codes.js';

/** An error of this package. Its message is safe to print. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  /** Its stable name, which is printed behind the message. */
  readonly code: 'USAGE' | 'CONFIG' | 'NOT_FOUND';
  readonly exitCode: number;

  constructor(code: CommandError['code'], message: string, options?: ErrorOptions & { readonly exitCode?: number }) {
    super(message, options);
    this.code = code;
    this.exitCode = options?.exitCode ?? exitCodes.failed;
  }
}

/** The command line, or the config file, is not what the command needs. The message says what to write instead. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';

  constructor(message: string) {
    super('USAGE', message, { exitCode: exitCodes.usage });
  }
}

/**
 * The config file threw. Its own error is not passed on, because it may quote an address with its password or a key;
 * what was thrown by @sess is, because that never does.
 */
export class ConfigError extends CommandError {
  override readonly name = 'ConfigError';

  constructor(file: string, thrown: unknown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const text = thrown instanceof SessionError ? message : redactedText(message);
    // Node says where an ES module cannot be parsed only when the error ends the process.
    const hint = thrown instanceof SyntaxError ? `. Run \`node ${file}\` to see where` : '';
    super('CONFIG', `${file} failed: ${text}${hint}`, { cause: redactedCause(thrown, text, {}) });
  }
}
