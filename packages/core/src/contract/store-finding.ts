/** What a store has found about its backend: something to correct, or to know. */
export interface StoreFinding {
  /** A stable name, such as `INDEX_MISSING`. */
  readonly code: string;
  /** `error`: sessions do not work. `warning`: they work, but slowly or at a risk. `info`: worth knowing. */
  readonly level: 'info' | 'warning' | 'error';
  /** What is the case and what follows from it. Has no session data, no key and no password. */
  readonly message: string;
  /** What to do: a statement, a command, a setting. */
  readonly remedy?: string;
}
