import type { SessionManagerOptions } from '@sess/core';
import type { EffortOptions } from './effort.js';
import type { Data, Sessions } from './sessions.js';

/** The options of the managers that the laws create: any data, and one named lifetime. */
export type ManagerOptions = SessionManagerOptions<Data, 'remembered'>;

/** How much the suite tests, and for how long. */
export interface SuiteOptions extends EffortOptions {
  /** How long a law watches a frozen backend for a wrong result, in milliseconds. @defaultValue 300 */
  readonly frozenMs?: number;
  /**
   * Creates the managers that the laws of core use.
   *
   * @internal
   */
  readonly createManager?: (options: ManagerOptions) => Sessions;
  /**
   * Repeats the random values of a failed run.
   *
   * @defaultValue the number in the environment variable `SESS_SEED`, else a new seed for each run
   */
  readonly seed?: number;
  /**
   * How long one law may take, in milliseconds, before it fails and names the calls that are still pending.
   *
   * @defaultValue 120,000, times `rounds` where that is more than 1
   */
  readonly lawTimeoutMs?: number;
  /**
   * The file for the report, as JSON; a relative path begins at the working directory. In addition, every suite writes
   * a report into the folder that the environment variable `SESS_CONFORMANCE_REPORT` names.
   */
  readonly report?: string;
}
