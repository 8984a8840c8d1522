import type { Command } from 'commander';
import { examineStore } from '../doctor/examine-store.js';
import type { Finding } from '../doctor/finding.js';
import { probeSessions } from '../doctor/probe-sessions.js';
import { exitCodeOfSignal, exitCodes } from '../exit-codes.js';
import { listenForInterruption } from '../interruption.js';
import { counted } from '../output/numbers.js';
import type { Output } from '../output/output.js';
import { type CommandContext, type CommandEnds, workOnSessions } from './session-command.js';

/** Adds `sess doctor`. */
export function addDoctor(program: Command, ends: CommandEnds): void {
  const command = program
    .command('doctor')
    .description('store, load, list and end a session of its own, and say what is missing');
  workOnSessions(command, ends, doctor);
}

async function doctor({ sessions, output, file }: CommandContext<object>): Promise<number> {
  output.line(`Examining the sessions of ${file}`, { type: 'start', file });
  const counts = { error: 0, warning: 0, info: 0, ok: 0 };
  // Left in the middle, it ends its sessions first.
  const interruption = listenForInterruption(output.host);
  try {
    for (const examine of [probeSessions, examineStore]) {
      for await (const finding of examine(sessions)) {
        if (interruption.received) return exitCodeOfSignal[interruption.received];
        counts[finding.level]++;
        print(output, finding);
      }
    }
  } finally {
    interruption.stop();
  }
  const { error: errors, warning: warnings } = counts;
  output.line(`${counted(errors, 'error')}, ${counted(warnings, 'warning')}`, { type: 'result', errors, warnings });
  return errors > 0 ? exitCodes.failed : exitCodes.ok;
}

function print(output: Output, finding: Finding): void {
  const { level, code, message, remedy } = finding;
  const name = level === 'ok' ? '' : `[${code}] `;
  const lines = [`${level.padEnd(9)}${name}${message}`, ...(remedy === undefined ? [] : [`${' '.repeat(9)}${remedy}`])];
  output.line(lines.join('\n'), { type: 'finding', ...finding });
}
