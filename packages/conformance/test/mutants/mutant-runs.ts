import { Worker } from 'node:worker_threads';
import type { Mutant } from './mutant-files.js';

export interface MutantRun {
  readonly mutant: Mutant;
  /** The number of the first law that noticed it, or `hang`, `crash` or `none`. */
  readonly caughtBy: string;
}

/** How long the laws may take on the store without a change, on however slow a machine. */
const longestMs = 240_000;

const entry = new URL('mutant-worker.ts', import.meta.url).href;
const tsx = import.meta.resolve('tsx/esm/api');
/** Workers of Node 20 do not accept tsx by `--import`. */
const start = `import('${tsx}').then(({ register }) => { register(); return import('${entry}'); });`;

/**
 * Runs the laws on each mutant, in threads, because an endless loop can only be ended with its thread. What takes
 * longer than the deadline is an endless loop, or a promise that never settles.
 *
 * Stryker does this for whole projects, but restarts a test runner's worker for each mutant that hangs, and counts by
 * test file. Here only one class is mutated, and the laws run in process, at some milliseconds per mutant.
 */
export async function runMutants(
  mutants: readonly Mutant[],
  threads: number,
  deadlineMs = longestMs,
): Promise<MutantRun[]> {
  const waiting = mutants.values();
  const runs: MutantRun[] = [];
  const work = async (): Promise<void> => {
    let thread: Worker | undefined;
    for (const mutant of waiting) {
      thread ??= await newThread();
      const caughtBy = await caught(thread, mutant, deadlineMs);
      runs.push({ mutant, caughtBy });
      if (caughtBy !== 'hang' && caughtBy !== 'crash') continue;
      await thread.terminate();
      thread = undefined;
    }
    await thread?.terminate();
  };
  await Promise.all(Array.from({ length: threads }, work));
  return runs;
}

async function newThread(): Promise<Worker> {
  const thread = new Worker(start, {
    eval: true,
    execArgv: ['--conditions=sess-source'],
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  await new Promise((resolve, reject) => {
    thread.once('message', resolve).once('error', reject);
  });
  return thread;
}

function caught(thread: Worker, { url }: Mutant, deadlineMs: number): Promise<string> {
  return new Promise((resolve) => {
    const settle = (caughtBy: string): void => {
      clearTimeout(timer);
      thread.off('message', settle).off('error', crash);
      resolve(caughtBy);
    };
    const crash = (): void => settle('crash');
    const timer = setTimeout(settle, deadlineMs, 'hang');
    thread.on('message', settle).on('error', crash);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    thread.postMessage(url);
  });
}
