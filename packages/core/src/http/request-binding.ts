import type { SetCookie } from '../cookie/set-cookie.js';
import type { RequestFacts } from './request-facts.js';

/** What the response must carry after a commit. */
export interface CommitResult {
  /** In the order in which they are to be sent. */
  readonly cookies: readonly SetCookie[];
  /**
   * Whether the answer depends on the session, which caches must know: the request looked at it, or asked for it and may
   * still look while its body is sent. A session that is only loaded ahead does not count.
   */
  readonly accessed: boolean;
}

/** What the middleware knows when it asks for a commit. */
export interface CommitCall {
  /** The status that the response has, or will have. From 500 on, pending changes are dropped. */
  readonly status: number;
  /** The headers are out already: this is the last commit of a stream, and a cookie can no longer be set. */
  readonly headersSent: boolean;
  /** The body is still being made, and may look at the session yet. @defaultValue `false` */
  readonly streams?: boolean;
  /**
   * A last commit follows, at the end of the body or when the client leaves, and stores what changes until then.
   *
   * @defaultValue `false`: each later change starts a commit of its own
   */
  readonly endFollows?: boolean;
}

/**
 * How far an answer is when its session is first asked for.
 *
 * - `pending`: a commit comes before its headers.
 * - `streaming`: the headers are out, or the client has left, so that no cookie can reach it. A last commit follows.
 * - `ended`: no commit follows. What changes is stored by a commit of its own.
 * - `failed`: likewise, but the answer was a server error, so nothing is stored.
 * - `upgraded`: likewise; the request switches protocols, or its answer cannot be held, so that there is none which could set a
 *   cookie.
 */
export type AnswerProgress = 'pending' | 'streaming' | 'ended' | 'failed' | 'upgraded';

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
  /** Read once, by the first `get`. @defaultValue `'pending'` */
  readonly progress?: AnswerProgress;
  /** Called once, synchronously, by the first `get` for the request, before anything is loaded: hold the response now. */
  opened(commit: Commit): void;
}
