import { SessionError, StoreError } from '@sess/core';
import { redactedText } from '@sess/core/store';
import { ConfigError } from '../config/config-error.js';
import { exitCodes } from '../exit-codes.js';
import { UsageError } from '../usage-error.js';
import type { Output } from './output.js';

/** Prints what went wrong, for programs too, and returns the exit code. */
export function printFailure(output: Output, thrown: unknown, isVerbose: boolean): number {
  warnOfFailure(output, thrown, isVerbose);
  if (output.isJson) {
    const outcome = thrown instanceof StoreError && { outcome: thrown.outcome };
    const message = messageOf(thrown);
    output.event(message, { type: 'error', code: codeOf(thrown), message, ...outcome });
  }
  if (thrown instanceof UsageError) return exitCodes.usage;
  return thrown instanceof StoreError ? exitCodes.unavailable : exitCodes.failed;
}

/** Prints what went wrong, for people. The stack is printed only when it is asked for. */
export function warnOfFailure({ host: { stderr } }: Output, thrown: unknown, isVerbose: boolean): void {
  stderr.write(`sess: ${messageOf(thrown)} [${codeOf(thrown)}]\n`);
  if (!isVerbose) return;
  for (let error = thrown; error instanceof Error; error = error.cause) {
    // The stack begins with the message as it was.
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    stderr.write(`${[`${error.name}: ${messageOf(error)}`, ...frames].join('\n')}\n`);
  }
}

/** Messages of ours are safe to print. Others may quote an address with its password, or data. */
function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return redactedText(String(thrown));
  const isOurs = [UsageError, ConfigError, SessionError].some((ours) => thrown instanceof ours);
  return isOurs ? thrown.message : redactedText(`${thrown.name}: ${thrown.message}`);
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof SessionError) return thrown.code;
  if (thrown instanceof UsageError) return 'USAGE';
  return thrown instanceof ConfigError ? 'CONFIG' : 'UNEXPECTED';
}
