import { errorHeaders } from '../contract/error-response.js';
import { SessionError } from '../contract/errors.js';
import { applySessionHeaders } from '../http/session-headers.js';
import type { CommitResult } from '../http/request-binding.js';

/** One call of `handleSession`. */
export interface FetchCall {
  readonly sessions: object;
  readonly request: Request;
  /** Later calls have higher numbers. */
  readonly number: number;
}

interface CookieNote {
  readonly call: FetchCall;
  readonly headersBefore: Headers;
}

/** By manager: the responses that have got a visitor's cookie. */
const notesBy = new WeakMap<object, WeakMap<Response, CookieNote>>();

/**
 * Returns the response, or a copy without the cookie if it has that of an earlier request: on @hono/node-server,
 * applications may keep a response as a constant, and the cookie would go to the next visitor.
 *
 * @throws `SessionError` `WRONG_TIME` if the other request began later: it may be this one in another `Request`, or
 * another request's; or if the body was sent to it
 */
export function withoutForeignCookie<Result extends Response>(response: Result, call: FetchCall): Result | Response {
  const note = notesBy.get(call.sessions)?.get(response);
  if (!note || note.call.request === call.request) return response;
  const isSent = response.bodyUsed || response.body?.locked;
  if (note.call.number < call.number && !isSent) return copyOf(response, note.headersBefore);
  throw new SessionError(
    'WRONG_TIME',
    'This Response already has the session cookie of another request. Return a new Response for each request. If an ' +
      'application inside another one has made it, both have mounted the middleware: mount it in one of them, or in ' +
      'Hono, pass `{ incoming: c.req }` to the inner one as its env.',
  );
}

/**
 * Returns the response itself if its headers can be changed: a copy loses the `Content-Type` of a text on Bun, and the
 * `Content-Length` elsewhere. Returns a copy if they cannot be changed, as those of `fetch` and `Response.redirect`.
 * Returns `undefined` if it cannot be copied either, like a response that switches protocols.
 *
 * A response without a body is also copied, because it can be sent many times, and other routes may send the same
 * object.
 */
export function changeable(response: Response): Response | undefined {
  if (response.status >= 200 && hasNoBody(response)) return copyOf(response, response.headers);
  try {
    // Throws if the headers cannot change, whether or not this one exists (Fetch standard, section 5.1).
    response.headers.delete('x-sess-changeable');
    return response;
  } catch {
    return response.status < 200 ? undefined : copyOf(response, response.headers);
  }
}

/** Statuses without a body (Fetch standard, section 2.2.3). */
const bodiless = new Set([204, 205, 304]);

/** Not read if there is a `Content-Type`, which a text has but on Bun: Hono on Node has a fast path for it. */
function hasNoBody(response: Response): boolean {
  if (bodiless.has(response.status)) return true;
  return !response.headers.has('content-type') && isBodyEmpty(response);
}

/**
 * Reading `body` turns a text into a stream: Bun then loses its `Content-Type`, and Deno its `Content-Length`. There,
 * it is read from a clone.
 */
function isBodyEmpty(response: Response): boolean {
  if (!('Bun' in globalThis) && !('Deno' in globalThis)) return response.body === null;
  try {
    const { body } = response.clone();
    // The unread branch of a cloned stream would buffer all of it.
    body?.cancel().catch(() => undefined);
    return body === null;
  } catch {
    // Its body is being read, so it has one.
    return false;
  }
}

/** Adds the cookies and caching headers of a commit. Returns the response, or a copy if it could be sent again. */
export function addSession(response: Response, result: CommitResult, call: FetchCall): Response {
  if (!result.cookies.length) {
    applySessionHeaders(response.headers, result);
    return response;
  }
  // From now on it can be sent only once: @hono/node-server sends a text many times whose `body` was never read.
  const isResendable = response.status >= 200 && isBodyEmpty(response);
  const target = isResendable ? copyOf(response, response.headers) : response;
  const notes = notesBy.get(call.sessions) ?? new WeakMap<Response, CookieNote>();
  notesBy.set(call.sessions, notes);
  notes.set(target, { call, headersBefore: new Headers(target.headers) });
  applySessionHeaders(target.headers, result);
  return target;
}

/**
 * Returns the response, or a copy with the status of the error because of which the session could not be loaded: React
 * Router, SvelteKit and others make a 500 of whatever a handler throws. A response that has that status gets the
 * headers of the error.
 */
export function withStatusOf(failure: unknown, response: Response): Response {
  if (!(failure instanceof SessionError) || ![500, failure.status].includes(response.status)) return response;
  const isRight = response.status === failure.status;
  const headers = isRight ? response.headers : new Headers(response.headers);
  for (const [name, value] of Object.entries(errorHeaders(failure))) headers.set(name, value);
  return isRight ? response : new Response(response.body, { status: failure.status, headers });
}

function copyOf({ body, status, statusText }: Response, headers: Headers): Response {
  return new Response(body, { status, statusText, headers: new Headers(headers) });
}
