/** How often and how long things are measured. */
export interface Patience {
  /** Turns of each contestant. */
  readonly rounds: number;
  /** CPU time of one turn, in milliseconds. */
  readonly turnMs: number;
  /** Requests of one turn, where servers are measured. */
  readonly requests: number;
  /** Rows of the table that is cleared; half of them are expired. */
  readonly sessions: number;
}

export const thorough: Patience = { rounds: 5, turnMs: 200, requests: 1500, sessions: 400_000 };

/** To see that a row runs; its numbers are rough. */
export const quick: Patience = { rounds: 3, turnMs: 30, requests: 500, sessions: 40_000 };
