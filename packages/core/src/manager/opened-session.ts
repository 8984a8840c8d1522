import type { CommitCall, CommitResult } from '../http/request-binding.js';
import type { Session } from '../session/session.js';

/** A session opened from a cookie header, with the function that commits it. */
export interface OpenedSession<Data extends object, Name extends string> {
  readonly session: Session<Data, Name>;
  /**
   * Stores the changes before the response is sent, and returns the cookies that it must set. Returns without a
   * promise if there is nothing to store. {@link applySessionHeaders} puts the result on a fetch response.
   *
   * Pass `streams: true` if the body is still being made and may use the session, so that caching headers are set at
   * once.
   */
  commit(call: { readonly status: number } & Partial<CommitCall>): CommitResult | Promise<CommitResult>;
}
