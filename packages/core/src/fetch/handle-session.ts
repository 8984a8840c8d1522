import { SessionError } from '../contract/errors.js';
import { errorHeaders } from '../http/error-headers.js';
import type { Commit, RequestBinding, ResponseProgress } from '../http/request-binding.js';
import { readRequestFacts, type RequestFacts } from '../http/request-facts.js';
import type { SessionManager } from '../manager/session-manager.js';
import { addSession, changeable, type FetchCall, withoutForeignCookie, withStatusOf } from './changed-response.js';
import { noteReturned, watchReplaced } from './replaced-response.js';

/** Options of {@link handleSession}. */
export interface FetchOptions {
  /** Whether the browser used HTTPS. @defaultValue whether the request's URL is one of HTTPS */
  readonly isSecure?: (request: Request) => boolean;
  /**
   * Other objects that stand for the request, for frameworks that hand their handlers something else or make new
   * requests: `sessions.get` takes any of them. Pass SvelteKit's or h3's `event`, or React Router's `context`.
   *
   * @defaultValue `[]`
   */
  readonly aliases?: readonly object[];
}

let calls = 0;

/**
 * Serves a fetch `Request` with sessions: `next` may call `sessions.get(request)`, and what it changed is stored before
 * its response is returned.
 *
 * `Set-Cookie`, `Vary` and `Cache-Control` are added to the headers of the response itself. A copy is returned only in
 * two cases: if the headers cannot be changed, as those of `fetch` and `Response.redirect`, and if there is no body,
 * because applications keep such responses as constants, and other routes would send the cookie to strangers. A
 * response that streams its body is committed before it is returned. What changes later, while the body streams or in a
 * `waitUntil`, is stored by a commit of its own, whose failure is an `unsaved` event. Changes inside values that were
 * read cannot be noticed that late: call `session.save()`. A change that needs a cookie throws.
 *
 * `undefined` is returned as it is, for servers like Bun whose handlers return it after `server.upgrade(request)`.
 * Changes are stored then, too, but it is too late for one that needs a cookie.
 *
 * If the session could not be loaded, and the framework has made a 500 of that, the response gets the status of the
 * error, and its `Retry-After`.
 *
 * @throws what `next` throws; then nothing is stored. A failed commit becomes the response: 503 with `Retry-After` when
 * the store is down, 401 or 409 when the session has ended. Any other error is thrown. After an upgrade there is no
 * response to become one, so every error is thrown, and a change that needs a cookie is a `SessionError` `WRONG_TIME`.
 * So is a `Response` object that a later request has returned already, with its cookie
 */
export async function handleSession<
  Data extends object,
  Name extends string,
  Answer extends Response | undefined | void = Response,
>(
  sessions: SessionManager<Data, Name>,
  request: Request,
  next: () => Answer | Promise<Answer>,
  options: FetchOptions = {},
): Promise<Answer | Response> {
  const call: FetchCall = { sessions, request, number: ++calls };
  let commit: Commit | undefined;
  let progress: ResponseProgress = 'pending';
  const binding: RequestBinding = {
    cookieHeader: request.headers.get('cookie') ?? undefined,
    // Read by the first `get`, because most requests never use their session.
    get facts() {
      return factsOf(request, options);
    },
    get progress() {
      return progress;
    },
    opened(commitSession) {
      commit = commitSession;
    },
  };
  sessions.bind(request, binding, options.aliases);
  let response: Answer | Response;
  try {
    response = await next();
    if (response !== undefined && response !== null) requireResponse(response);
    progress = response && isServerError(response) ? 'failed' : 'ended';
    if (response) response = withoutForeignCookie(response, call);
  } catch (error) {
    progress = 'failed';
    await commit?.({ status: 500, headersSent: false });
    return errorResponse(error);
  }
  if (!commit) return response;
  if (!response) {
    await commit({ status: 101, headersSent: true });
    return response;
  }
  return committed(response, commit, call);
}

async function committed(response: Response, commit: Commit, call: FetchCall): Promise<Response> {
  if (response.status === 0) {
    await commit({ status: 500, headersSent: false });
    return response;
  }
  const target = changeable(response);
  try {
    const result = await commit({ status: response.status, headersSent: !target, streams: mayStream(response) });
    if (target) addSession(target, result, call);
    return replaced(response, withStatusOf(result.failure, target ?? response), call);
  } catch (error) {
    discard(target ?? response);
    return replaced(response, errorResponse(error), call);
  }
}

/** Locks the body, so that it cannot be sent by mistake. If it is locked already, its reader will release it. */
function discard({ body }: Response): void {
  if (body?.locked === false)
    body
      .getReader()
      .cancel()
      .catch(() => undefined);
}

function replaced(before: Response, after: Response, { sessions }: FetchCall): Response {
  if (after !== before) watchReplaced(before, sessions);
  return after;
}

/**
 * @throws `SessionError` `INVALID_ARGUMENT`: the `next` of a framework may return something that becomes a response
 * only later
 */
function requireResponse(response: Response): void {
  const given: unknown = response;
  if (typeof given === 'object' && given !== null && 'headers' in given && 'status' in given) {
    return noteReturned(response);
  }
  throw new SessionError(
    'INVALID_ARGUMENT',
    `handleSession: next returned a ${typeof given} that is not a Response. ` +
      'Mount it outermost, where the framework has made one.',
  );
}

/** Whether nothing is stored. `Response.error()` has the status 0: a network error, which no server can send. */
function isServerError({ status }: Response): boolean {
  return status >= 500 || status === 0;
}

/** Whether the body may still be generated. Reading `body` itself has a cost: see `hasNoBody`. */
function mayStream({ headers }: Response): boolean {
  return !headers.has('content-length');
}

function factsOf(request: Request, { isSecure }: FetchOptions): RequestFacts {
  const { headers, method, url } = request;
  const secure = isSecure ? isSecure(request) : url.startsWith('https:');
  return readRequestFacts({ method, secure }, (name) => headers.get(name) ?? '');
}

function errorResponse(error: unknown): Response {
  if (!(error instanceof SessionError) || error.status === 500) throw error;
  return new Response(`${error.status}`, { status: error.status, headers: errorHeaders(error) });
}
