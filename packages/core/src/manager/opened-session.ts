import type { CommitCall, CommitResult } from '../http/request-binding.js';
import type { Session } from '../session/session.js';

/** A session opened from a cookie header, with what ends the visit. */
export interface OpenedSession<Data extends object, Name extends string> {
  readonly session: Session<Data, Name>;
  /**
   * Stores what changed, before the answer goes out, and says which cookies it must carry. Answers at once, without a promise,
   * where there is nothing to store. {@link applySessionHeaders} puts the result on a fetch response.
   *
   * Say `streams: true` where the body is still being made and may look at the session, so that caches are told at once.
   */
  commit(call: { readonly status: number } & Partial<CommitCall>): CommitResult | Promise<CommitResult>;
}
