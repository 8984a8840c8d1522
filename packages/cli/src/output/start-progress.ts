import type { Output } from './output.js';
import { ProgressBar } from './progress-bar.js';
import { ProgressLines } from './progress-lines.js';
import type { Progress } from './progress.js';

/**
 * Returns a bar on a terminal, and lines elsewhere.
 *
 * @param total - How many records there are to remove; `undefined` if the store cannot tell.
 */
export function startProgress(output: Output, total: number | undefined): Progress {
  return output.isTerminal ? new ProgressBar(output.host.stdout, total) : new ProgressLines(output, total);
}
