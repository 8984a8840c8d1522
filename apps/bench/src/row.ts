import type { RunLength } from './measure/run-length.js';

/** One number of the table. */
export interface Figure {
  /** Which number of the row this is, where a row has several. */
  readonly part?: string;
  /** What was measured when the target was set (issue 13). */
  readonly before: string;
  readonly measured: number;
  /** The number to reach. Absent in comparisons with a peer, which have no target. */
  readonly target?: number;
  readonly unit: 'times' | 'ms' | 'kB';
  /** The parts that the number is computed from. */
  readonly detail?: string;
}

/** A row of the table. */
export interface Row {
  readonly what: string;
  measure(length: RunLength): Promise<readonly Figure[]>;
}

/** Thrown when the server or program that a row needs is not on this machine. */
export class CannotMeasure extends Error {}
