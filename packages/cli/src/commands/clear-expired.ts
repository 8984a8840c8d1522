import { setTimeout } from 'node:timers/promises';
import type { SessionStore } from '@sess/core';
import type { Command } from 'commander';
import { parseCount, parseDuration } from '../arguments.js';
import { exitCodeOfSignal, exitCodes } from '../exit-codes.js';
import { type Interruption, listenForInterruption } from '../interruption.js';
import { counted, elapsed, grouped } from '../output/numbers.js';
import { printFailure } from '../output/print-failure.js';
import { Rate } from '../output/rate.js';
import { startProgress } from '../output/start-progress.js';
import { countExpired } from './count-expired.js';
import { type CommandContext, type CommandEnds, workOnSessions } from './session-command.js';

interface Options {
  readonly batchSize?: number;
  readonly budget?: number;
  readonly watch?: number;
}

/** Adds `sess clear-expired` (Django's `clearsessions`). */
export function addClearExpired(program: Command, ends: CommandEnds): void {
  const command = program
    .command('clear-expired')
    .description('remove expired sessions from the store, in batches with pauses for live requests')
    .option('--batch-size <count>', 'the most records that one batch removes (default: 1000)', parseCount)
    .option('--budget <duration>', 'end after this time, such as 30s; the next run goes on', parseDuration)
    .option('--watch <duration>', 'after each run wait this long, such as 10m, and run again', parseDuration);
  workOnSessions<Options>(command, ends, clearExpired);
}

async function clearExpired(context: CommandContext<Options>): Promise<number> {
  const { output, sessions, options } = context;
  const reason = whyNothing(sessions.store);
  if (reason !== undefined) {
    output.event(`Nothing to do: ${reason}`, { type: 'result', status: 'not-needed', deleted: 0, more: false, reason });
    return exitCodes.ok;
  }
  const interruption = listenForInterruption(output.host);
  try {
    if (options.watch === undefined) await clearOnce(context, interruption, 'result');
    else await clearAgain(context, interruption, options.watch);
    return interruption.received ? exitCodeOfSignal[interruption.received] : exitCodes.ok;
  } finally {
    interruption.stop();
  }
}

function whyNothing(store: SessionStore): string | undefined {
  if (store.kind === 'sealed') return 'each session is in its browser, as a cookie, and the server keeps none.';
  return store.deleteExpired ? undefined : 'this store removes expired sessions by itself.';
}

/** Clears until a signal comes. A store that is down now may be back at the next run, so a failure ends nothing. */
async function clearAgain(
  context: CommandContext<Options>,
  interruption: Interruption,
  everyMs: number,
): Promise<void> {
  const { output, isVerbose } = context;
  const { signal } = interruption;
  let [runs, deleted] = [0, 0];
  while (!signal.aborted) {
    runs++;
    try {
      deleted += await clearOnce(context, interruption, 'run');
    } catch (thrown) {
      printFailure(output, thrown, isVerbose);
    }
    // Rejects when it is aborted.
    await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
  }
  const removed = `${counted(deleted, 'expired session')} removed in ${counted(runs, 'run')}`;
  const text = `Ended by ${interruption.received}: ${removed}.`;
  output.event(text, { type: 'result', status: 'interrupted', deleted, runs });
}

/** Clears once, and prints what came of it. Returns how many records it removed. */
async function clearOnce(
  { output, sessions, options }: CommandContext<Options>,
  interruption: Interruption,
  type: 'result' | 'run',
): Promise<number> {
  const { batchSize, budget } = options;
  const progress = await startProgress(output, () => countExpired(sessions.store, interruption.signal));
  const rate = new Rate();
  const { deleted, more } = await sessions
    .clearExpired({
      ...(batchSize !== undefined && { batchSize }),
      ...(budget !== undefined && { budget }),
      signal: interruption.signal,
      onProgress: (count) => progress.update(count),
    })
    .finally(() => progress.stop());
  const status = !more ? 'complete' : interruption.received ? 'interrupted' : 'out-of-time';
  const perSecond = rate.perSecond(deleted);
  const pace = `in ${elapsed(rate.elapsedMs)} (${grouped(perSecond)} a second)`;
  const removed = `Removed ${counted(deleted, 'expired session')} ${pace}.`;
  const rest = {
    complete: 'None is left.',
    interrupted: `Ended by ${interruption.received}; more may be left. Run it again for the rest.`,
    'out-of-time': 'The time is over, and more are left. Run it again for the rest.',
  };
  const elapsedMs = Math.round(rate.elapsedMs);
  output.event(`${removed} ${rest[status]}`, { type, status, deleted, more, elapsedMs, perSecond });
  return deleted;
}
