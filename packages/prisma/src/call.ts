import type { CallOptions } from '@sess/core';

/** What a call tells its statements. */
export interface Call extends CallOptions {
  /** What the caller asked for, for the error. */
  readonly verb: string;
  /** Whether a statement of this call has removed rows: what fails after that cannot be called not applied. */
  hasRemoved?: boolean;
}
