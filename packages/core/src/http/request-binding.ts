import type { SetCookie } from '../cookie/set-cookie.js';
import type { RequestFacts } from './request-facts.js';

/** What a commit adds to the response. */
export interface CommitResult {
  /** In the order in which they must be sent. */
  readonly cookies: readonly SetCookie[];
  /**
   * Whether the response depends on the session, which caches must know: the request used it, or asked for it and may
   * still use it while the body is sent. A session that was only loaded ahead does not count.
   */
  readonly accessed: boolean;
  /**
   * What this request has stored of a session that it found live: changes, or only the moved idle deadline. If absent,
   * it has stored nothing, or the session has ended since.
   */
  readonly stored?: 'changes' | 'renewal' | undefined;
  /** Why the session could not be loaded, which `get` has thrown. If absent, it was loaded. */
  readonly failure?: unknown;
}

/** What the middleware knows when it asks for a commit. */
export interface CommitCall {
  /** The status of the response. From 500 on, pending changes are dropped. */
  readonly status: number;
  /** Whether the headers were sent: then this is the last commit of a stream, and a cookie can no longer be set. */
  readonly headersSent: boolean;
  /** Whether the body is still being generated, and may use the session. @defaultValue `false` */
  readonly streams?: boolean;
  /**
   * Whether a last commit follows, at the end of the body or when the client leaves, which stores what changes until
   * then.
   *
   * @defaultValue `false`: each later change starts a commit of its own
   */
  readonly endFollows?: boolean;
  /**
   * Whether the commit before the headers follows, so that this one only stores: its result has no cookies, and what
   * changes later may still need one. Later changes inside values that were read are noticed by the next call on
   * the session.
   *
   * @defaultValue `false`
   */
  readonly headFollows?: boolean;
}

/**
 * How far the response is when its session is first asked for.
 *
 * - `pending`: a commit comes before its headers.
 * - `streaming`: the headers were sent, or the client has left, so that no cookie can reach it. A last commit follows.
 * - `ended`: no commit follows. What changes is stored by a commit of its own.
 * - `failed`: no commit follows, and the response was a server error, so nothing is stored.
 * - `upgraded`: no commit follows. The request switches protocols, or its response cannot be held, so there is none
 *   that could set a cookie. What changes is stored by a commit of its own.
 */
export type ResponseProgress = 'pending' | 'streaming' | 'ended' | 'failed' | 'upgraded';

/**
 * Stores what changed. Returns its result at once, without a promise, if there is nothing to store.
 *
 * @throws (or rejects with) the error that the response must become
 */
export type Commit = (call: CommitCall) => CommitResult | Promise<CommitResult>;

/** How a middleware binds a request to its session: passed to `SessionManager.bind`. */
export interface RequestBinding {
  readonly cookieHeader: string | undefined;
  readonly facts: RequestFacts;
  /** Read once, by the first `get`. @defaultValue `'pending'` */
  readonly progress?: ResponseProgress;
  /**
   * Called once, synchronously, by the first `get` for the request, before anything is loaded: hold the response from
   * now on.
   */
  opened(commit: Commit): void;
}
