#!/usr/bin/env node
import { Console } from 'node:console';
import { redactedText } from '@sess/core/store';
import { exitCodes } from './exit-codes.js';
import { runCommand } from './run-command.js';

// A reader such as `head` has seen enough. A command that listens for signals ends in order, for which it may print.
process.stdout.once('error', (error: NodeJS.ErrnoException) => {
  process.stdout.on('error', () => undefined);
  if (!process.emit('SIGPIPE')) process.exit(error.code === 'EPIPE' ? 0 : 1);
});
process.stderr.on('error', () => undefined);
// The standard output is the command's alone: what an application logs as it starts is not part of a result.
globalThis.console = new Console(process.stderr);
// Node would print the error as it is, with what it quotes.
process.on('uncaughtException', (thrown) => {
  process.stderr.write(`sess: the application threw: ${redactedText(String(thrown))}\n`);
  process.exit(exitCodes.failed);
});
// A driver's, or the config file's: every promise of a command is waited for, and tells of its failure itself.
process.on('unhandledRejection', (thrown) => {
  process.stderr.write(`sess: a promise of the application was rejected: ${redactedText(String(thrown))}\n`);
});

const code = await runCommand(process.argv.slice(2));
// On some systems, what is still in a pipe would be lost.
await new Promise<void>((resolve) => {
  process.stdout.write('', () => resolve());
});
// A connection that the config file has left open would keep the process running.
process.exit(code);
