#!/usr/bin/env node
import { redactedText } from '@sess/core/store';
import { runCommand } from './run-command.js';

// A reader such as `head` has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
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
