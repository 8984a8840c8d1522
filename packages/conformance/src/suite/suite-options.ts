import type { SessionManagerOptions } from '@sess/core';
import type { Data, Sessions } from './sessions.js';

/** The options of the managers that laws make: any data, and one named lifetime. */
export type ManagerOptions = SessionManagerOptions<Data, 'remembered'>;

/** How much of it, and how long. */
export interface SuiteOptions {
  /** Multiplies the rounds of every race. @defaultValue 1 */
  readonly rounds?: number;
  /** How many sessions one owner has in law 91. @defaultValue 10,000 */
  readonly sessionsOfOneOwner?: number;
  /** How long a frozen backend is given to answer wrongly, in milliseconds. @defaultValue 300 */
  readonly frozenMs?: number;
  /**
   * How many tokens of one record law 109 makes of a sealed store, to see none twice. A million (some ten seconds) also
   * finds salts of 32 bits; the default finds those that are much shorter, or begin again.
   *
   * @defaultValue 20,000
   */
  readonly sealedTokens?: number;
  /** How many tokens law 105 changes at random, beside all the small changes of one. @defaultValue 5,000 */
  readonly mutatedTokens?: number;
  /**
   * Makes the managers that the laws of core use.
   *
   * @internal
   */
  readonly createManager?: (options: ManagerOptions) => Sessions;
  /** Brings the random values of a failed run back. @defaultValue another one in every run */
  readonly seed?: number;
  /**
   * How long one law may take, in milliseconds, before it fails with what the store did not answer.
   *
   * @defaultValue 120,000, times `rounds` where that is more than 1
   */
  readonly lawTimeoutMs?: number;
  /**
   * The file that the report is written to, as JSON; a relative path begins at the working directory. Beside that, every
   * suite leaves a report in the folder that the environment variable `SESS_CONFORMANCE_REPORT` names.
   */
  readonly report?: string;
}
