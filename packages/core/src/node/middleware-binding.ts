import type { SetCookie } from '../cookie/set-cookie.js';
import type { CommitCall, CommitResult, RequestBinding } from '../http/request-binding.js';

/** What a commit adds to a response of Node: a cookie may also be a whole `Set-Cookie` line. */
export interface ResponseAdditions extends Omit<CommitResult, 'cookies'> {
  readonly cookies: readonly (SetCookie | string)[];
}

/** Stores what changed, as `Commit` does. */
export type ResponseCommit = (call: CommitCall) => ResponseAdditions | Promise<ResponseAdditions>;

/** What `sessionMiddleware` passes to `bind`: a `RequestBinding` whose commit may write its own cookies. */
export interface MiddlewareBinding extends RequestBinding {
  opened(commit: ResponseCommit): void;
}
