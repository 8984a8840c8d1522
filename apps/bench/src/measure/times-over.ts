import { readable } from '../report/readable.js';
import type { Figure } from '../row.js';

/** Returns the figure that says how many times its floor something costs. Both are milliseconds. */
export function timesOver(floor: number, cost: number, figure: Pick<Figure, 'part' | 'before' | 'target'>): Figure {
  const detail = `${durationText(cost)} over ${durationText(floor)}`;
  return { ...figure, measured: cost / floor, unit: 'times', detail };
}

function durationText(milliseconds: number): string {
  return milliseconds < 1 ? `${readable(milliseconds * 1000)} µs` : `${readable(milliseconds)} ms`;
}
