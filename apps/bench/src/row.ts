import type { RunLength } from './measure/run-length.js';

/** One number of the table. */
export interface Figure {
  /** Of several numbers of one row, which this is. */
  readonly part?: string;
  /** What was measured when the target was set, as issue 13 gives it. */
  readonly before: string;
  readonly measured: number;
  /** What is to be reached; absent where a peer is compared with and nothing was set. */
  readonly target?: number;
  readonly unit: 'times' | 'ms' | 'kB';
  /** What the number is made of. */
  readonly detail?: string;
}

/** A row of the table: a file in `rows`, by its name. */
export interface Row {
  readonly what: string;
  measure(length: RunLength): Promise<readonly Figure[]>;
}

/** Thrown by a row whose server or program is not on this machine. */
export class CannotMeasure extends Error {}
