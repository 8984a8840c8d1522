import { SessionError } from '../contract/errors.js';
import { errorHeaders } from '../http/error-headers.js';
import type { AnswerProgress, Commit } from '../http/request-binding.js';
import { readRequestFacts, type RequestFacts } from '../http/request-facts.js';
import type { SessionManager } from '../manager/session-manager.js';
import { carry, changeable, type FetchCall, withoutForeignCookie } from './changed-response.js';
import { noteReturned, watchReplaced } from './replaced-response.js';

/** How a `Request` is to be understood. */
export interface FetchOptions {
  /** Whether the browser came by HTTPS. @defaultValue what the request's URL says */
  readonly isSecure?: (request: Request) => boolean;
}

let calls = 0;

/**
 * Serves a fetch `Request` with sessions: `next` may call `sessions.get(request)`, and what it changed is stored before its
 * response is handed back.
 *
 * The response is handed back itself, with `Set-Cookie`, `Vary` and `Cache-Control` added to its headers; as a copy only where
 * its headers cannot be changed, as those of `fetch` and `Response.redirect`, and where it has no body: applications keep such
 * responses as constants, and other routes would send the cookie to strangers. A response that streams its body has been committed
 * by then. What changes later, while the body streams or in a `waitUntil`, is stored by a commit of its own, whose failure is an
 * `unsaved` event. Changes inside values that were read cannot be seen that late: call `session.save()`. What needs a cookie throws.
 *
 * `undefined` is passed through, for servers like Bun whose handlers return it after `server.upgrade(request)`. What was changed is
 * stored then, too; a change that needs a cookie has come too late.
 *
 * @throws what `next` throws; then nothing is stored. A commit that failed becomes the response: 503 with `Retry-After` when the
 * store is down, 401 or 409 when the session went away, else the error is thrown on. After an upgrade nothing is left to answer,
 * so every error is thrown, and a change that needs a cookie is a `SessionError` `WRONG_TIME`; likewise a `Response` object that a
 * request begun later has returned already, with its cookie
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
  let progress: AnswerProgress = 'pending';
  sessions.bind(request, {
    cookieHeader: request.headers.get('cookie') ?? undefined,
    // Read by the first `get`: most requests never look at their session.
    get facts() {
      return factsOf(request, options);
    },
    get progress() {
      return progress;
    },
    opened(ready) {
      commit = ready;
    },
  });
  let answer: Answer | Response;
  try {
    answer = await next();
    if (answer !== undefined && answer !== null) checkAnswer(answer);
    progress = answer && isServerError(answer) ? 'failed' : 'ended';
    if (answer) answer = withoutForeignCookie(answer, call);
  } catch (error) {
    progress = 'failed';
    await commit?.({ status: 500, headersSent: false });
    return failedResponse(error);
  }
  if (!commit) return answer;
  if (!answer) {
    await commit({ status: 101, headersSent: true });
    return answer;
  }
  return committed(answer, commit, call);
}

async function committed(response: Response, commit: Commit, call: FetchCall): Promise<Response> {
  if (response.status === 0) {
    await commit({ status: 500, headersSent: false });
    return response;
  }
  const carrier = changeable(response);
  try {
    const result = await commit({ status: response.status, headersSent: !carrier, streams: mayStream(response) });
    if (carrier) carry(carrier, result, call);
    return instead(response, carrier ?? response, call);
  } catch (error) {
    discard(carrier ?? response);
    return instead(response, failedResponse(error), call);
  }
}

/** A body that stays locked cannot be sent by mistake. One that is locked already belongs to somebody who lets go of it. */
function discard({ body }: Response): void {
  if (body?.locked === false)
    body
      .getReader()
      .cancel()
      .catch(() => undefined);
}

function instead(before: Response, after: Response, { sessions }: FetchCall): Response {
  if (after !== before) watchReplaced(before, sessions);
  return after;
}

/** @throws `SessionError` `INVALID_ARGUMENT`: a framework's own `next` may return what becomes a response only later */
function checkAnswer(answer: Response): void {
  const given: unknown = answer;
  if (typeof given === 'object' && given !== null && 'headers' in given && 'status' in given) {
    return noteReturned(answer);
  }
  throw new SessionError(
    'INVALID_ARGUMENT',
    `handleSession: next returned a ${typeof given} that is no Response. Mount it where the framework has made one, outermost.`,
  );
}

/** Whether nothing is stored. The status 0 is that of `Response.error()`: a network error, which no server can send. */
function isServerError({ status }: Response): boolean {
  return status >= 500 || status === 0;
}

/**
 * Whether the body may still be in the making. To ask the body itself would make a stream of a text, which costs Bun its
 * `Content-Type` and Deno its `Content-Length`.
 */
function mayStream({ headers }: Response): boolean {
  return !headers.has('content-length');
}

function factsOf(request: Request, { isSecure }: FetchOptions): RequestFacts {
  const { headers, method, url } = request;
  const secure = isSecure ? isSecure(request) : url.startsWith('https:');
  return readRequestFacts({ method, secure }, (name) => headers.get(name) ?? '');
}

function failedResponse(error: unknown): Response {
  if (!(error instanceof SessionError) || error.status === 500) throw error;
  return new Response(`${error.status}`, { status: error.status, headers: errorHeaders(error) });
}
