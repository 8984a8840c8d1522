/** What every call takes. Deadlines are core's affair: a store only passes `signal` on where its driver takes one. */
export interface CallOptions {
  /** Aborted already: reject with its reason and send nothing. */
  readonly signal?: AbortSignal;
}
