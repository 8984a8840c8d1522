import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addClearExpired } from './commands/clear-expired.js';
import { addDoctor } from './commands/doctor.js';
import { addList } from './commands/list.js';
import { addRevoke } from './commands/revoke.js';
import { addSecret } from './commands/secret.js';
import { addShow } from './commands/show.js';
import { addSql } from './commands/sql.js';
import { exitCodes } from './exit-codes.js';
import type { Host } from './host.js';
import { Output } from './output/output.js';
import { printable } from './output/printable.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/**
 * Runs `sess` with these parameters, and returns the exit code.
 *
 * @param parameters - What follows the name of the program.
 * @param host - The process, or what stands for it.
 */
export async function runCommand(parameters: readonly string[], host: Host = process): Promise<number> {
  let code: number = exitCodes.ok;
  const ends = { host, end: (given: number) => (code = given) };
  const program = new Command('sess')
    .description('Clears, lists, ends and examines the sessions of @sess.')
    .version(version)
    // The commands below inherit these settings.
    .exitOverride()
    .showHelpAfterError('Add --help to see what is possible.')
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(printable(text)),
    });
  const commands = [addClearExpired, addDoctor, addList, addRevoke, addShow, addSecret, addSql];
  for (const add of commands) add(program, ends);
  try {
    await program.parseAsync(parameters, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    // It has printed the help, the version, or what is wrong with the parameters.
    if (thrown.exitCode === 0) return exitCodes.ok;
    if (parameters.includes('--json')) {
      const message = thrown.message.replace(/^error: /, '');
      new Output(host, true).event(message, { type: 'error', code: 'USAGE', message });
    }
    return exitCodes.usage;
  }
  return code;
}
