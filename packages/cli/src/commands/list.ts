import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.js';
import { counted } from '../output/numbers.js';
import { attributesText, instantText } from '../output/session-text.js';
import { type CommandContext, type CommandEnds, workOnSessions } from './session-command.js';

interface Options {
  readonly owner: string;
}

/** Adds `sess list`. */
export function addList(program: Command, ends: CommandEnds): void {
  const command = program
    .command('list')
    .description("list an owner's live sessions")
    .requiredOption('--owner <owner>', 'whose sessions, as given to signIn');
  workOnSessions<Options>(command, ends, list);
}

async function list({ sessions, output, options }: CommandContext<Options>): Promise<number> {
  let count = 0;
  for await (const session of sessions.list(options.owner)) {
    count++;
    const { id, createdAt, expiresAt, attributes } = session;
    const life = `created ${instantText(createdAt)}  expires ${instantText(expiresAt)}`;
    output.line([id, life, ...attributesText(attributes)].join('  '), { type: 'session', ...session });
  }
  output.line(counted(count, 'session'), { type: 'result', count });
  return exitCodes.ok;
}
