/** How often and how long things are measured. */
export interface RunLength {
  /** Measured turns of each thing. */
  readonly rounds: number;
  /** CPU time of one turn, in milliseconds. */
  readonly turnMs: number;
  /** Requests of one turn, where servers are measured. */
  readonly requests: number;
  /** The most turns that a server gets to warm up, for each kind of request. */
  readonly warmUpTurns: number;
  /** Rows of the table that is cleared. Half of them are expired. */
  readonly sessions: number;
}

export const thorough: RunLength = { rounds: 5, turnMs: 200, requests: 1500, warmUpTurns: 12, sessions: 400_000 };

/** Enough to see that a row runs. Its numbers are rough. */
export const quick: RunLength = { rounds: 3, turnMs: 30, requests: 500, warmUpTurns: 1, sessions: 40_000 };
