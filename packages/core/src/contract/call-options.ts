/**
 * The options of every call. Core limits the time of calls: a store only passes `signal` on, if its driver takes one.
 */
export interface CallOptions {
  /** If it is already aborted, reject with its reason and send nothing. */
  readonly signal?: AbortSignal;
}
