import type { SetCookie } from '../cookie/set-cookie.js';
import type { RequestFacts } from './request-facts.js';

/** What the response must carry after a commit. */
export interface CommitResult {
  /** In the order in which they are to be sent. */
  readonly cookies: readonly SetCookie[];
  /** Whether the request looked at its session: caches must then know that the answer depends on the cookie. */
  readonly accessed: boolean;
}

/** What the middleware knows when it asks for a commit. */
export interface CommitCall {
  /** The status that the response has, or will have. From 500 on, pending changes are dropped. */
  readonly status: number;
  /** The headers are out already: this is the last commit of a stream, and a cookie can no longer be set. */
  readonly headersSent: boolean;
}

/**
 * Stores what changed. Answers at once, without a promise, when there is nothing to store.
 *
 * @throws (or rejects with) the error that the response must become.
 */
export type Commit = (call: CommitCall) => CommitResult | Promise<CommitResult>;

/** How a middleware ties a request to its session: handed to `SessionManager.bind`. */
export interface RequestBinding {
  readonly cookieHeader: string | undefined;
  readonly facts: RequestFacts;
  /** Called once, synchronously, by the first `get` for the request, before anything is loaded: hold the response now. */
  opened(commit: Commit): void;
}
