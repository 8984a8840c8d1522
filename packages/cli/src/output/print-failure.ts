import { SessionError, StoreError } from '@sess/core';
import { redactedText } from '@sess/core/store';
import { CommandError } from '../command-error.js';
import { exitCodes } from '../exit-codes.js';
import type { Output } from './output.js';
import { printable, printableWord } from './printable.js';

/** Prints what went wrong, for programs too, and returns the exit code. */
export function printFailure(output: Output, thrown: unknown, isVerbose: boolean): number {
  warnOfFailure(output, thrown, isVerbose);
  if (output.isJson) {
    const outcome = thrown instanceof StoreError && { outcome: thrown.outcome };
    const message = messageOf(thrown);
    output.event(message, { type: 'error', code: codeOf(thrown), message, ...outcome });
  }
  if (thrown instanceof CommandError) return thrown.exitCode;
  return thrown instanceof StoreError ? exitCodes.unavailable : exitCodes.failed;
}

/** Prints what went wrong, for people. The stack is printed only when it is asked for. */
export function warnOfFailure({ host: { stderr } }: Output, thrown: unknown, isVerbose: boolean): void {
  stderr.write(`sess: ${printableWord(messageOf(thrown))} [${codeOf(thrown)}]\n`);
  if (!isVerbose) return;
  for (let error = thrown; error instanceof Error; error = error.cause) {
    // The stack begins with the message as it was.
    const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    stderr.write(printable(`${[`${error.name}: ${messageOf(error)}`, ...frames].join('\n')}\n`));
  }
}

/** Messages of ours are safe to print. Others may quote an address with its password, or data. */
function messageOf(thrown: unknown): string {
  if (thrown instanceof CommandError) return thrown.message;
  if (thrown instanceof SessionError) {
    const { message, cause } = thrown;
    // How far a command came, and then what the store says.
    return cause instanceof StoreError ? `${message} (${cause.message})` : message;
  }
  return redactedText(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown));
}

function codeOf(thrown: unknown): string {
  return thrown instanceof CommandError || thrown instanceof SessionError ? thrown.code : 'UNEXPECTED';
}
