import type { SessionId } from '@sess/core';
import { type Command, Option } from 'commander';
import { CommandError, UsageError } from '../command-error.js';
import { exitCodes } from '../exit-codes.js';
import { counted } from '../output/numbers.js';
import { type CommandContext, type CommandEnds, workOnSessions } from './session-command.js';

interface Options {
  readonly owner?: string;
  readonly id?: string;
}

/** Adds `sess revoke`. */
export function addRevoke(program: Command, ends: CommandEnds): void {
  const command = program
    .command('revoke')
    .description("end one session, or all of an owner's")
    .addOption(new Option('--owner <owner>', 'end all sessions of this owner').conflicts('id'))
    .option('--id <id>', 'end the session with this id');
  workOnSessions<Options>(command, ends, revoke);
}

async function revoke({ sessions, output, options: { owner, id } }: CommandContext<Options>): Promise<number> {
  if (owner !== undefined) {
    const ended = await sessions.revokeOwner(owner);
    output.line(`Ended ${counted(ended, 'session')}.`, { type: 'result', ended });
    return exitCodes.ok;
  }
  if (id === undefined) throw new UsageError('Say what to end: --owner <owner> or --id <id>.');
  if (!(await sessions.revoke(id as SessionId))) throw noSuchSession();
  output.line('Ended the session.', { type: 'result', ended: 1 });
  return exitCodes.ok;
}

/** Does not quote the id: it may be a key. */
export function noSuchSession(): CommandError {
  return new CommandError('NOT_FOUND', 'No live session has this id. An id has 40 characters of 0-9 and a-f.');
}
