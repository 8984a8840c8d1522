import type { Output } from './output.js';
import { ProgressBar } from './progress-bar.js';
import { ProgressLines } from './progress-lines.js';
import type { Progress } from './progress.js';

/**
 * Returns a bar on a terminal, and lines elsewhere.
 *
 * @param count - Returns how many records there are to remove; `undefined` if nobody knows. Called for a bar only,
 * because it costs the database something.
 */
export async function startProgress(output: Output, count: () => Promise<number | undefined>): Promise<Progress> {
  return output.isTerminal ? new ProgressBar(output.host.stdout, await count()) : new ProgressLines(output);
}
