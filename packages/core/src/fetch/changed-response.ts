import { SessionError } from '../contract/errors.js';
import { applySessionHeaders } from '../http/session-headers.js';
import type { CommitResult } from '../http/request-binding.js';

/** One call of `handleSession`. */
export interface FetchCall {
  readonly sessions: object;
  readonly request: Request;
  /** Later calls have greater numbers. */
  readonly number: number;
}

interface Carrier {
  readonly call: FetchCall;
  /** The headers without the cookie. */
  readonly before: Headers;
}

/** By manager: the responses that carry a visitor's cookie. */
const carriers = new WeakMap<object, WeakMap<Response, Carrier>>();

/**
 * Returns the response, or a clean copy where it carries the cookie of an earlier request: applications keep responses without a
 * body as constants, and a cookie that was put on one would go to the next visitor.
 *
 * @throws `SessionError` `WRONG_TIME` where the other request began later: it may be this one in another `Request`, or somebody else's
 */
export function withoutForeignCookie<Answer extends Response>(response: Answer, call: FetchCall): Answer | Response {
  const carrier = carriers.get(call.sessions)?.get(response);
  if (!carrier || carrier.call.request === call.request) return response;
  if (carrier.call.number < call.number) return copyOf(response, carrier.before);
  throw new SessionError(
    'WRONG_TIME',
    'handleSession: this Response carries the cookie of another request already. Return a new Response for each request, ' +
      'and wrap a request in handleSession once.',
  );
}

/**
 * Returns the response itself where its headers can be changed: a copy costs Bun the `Content-Type` of text and others the
 * `Content-Length`. Those of `fetch` and `Response.redirect` cannot, so there it is a copy; and `undefined` where no copy can be
 * made either, as of an answer that switches protocols.
 *
 * Also a copy where there is no body: such a response can be sent to many, and other routes may send the same object.
 */
export function changeable(response: Response): Response | undefined {
  if (response.status >= 200 && hasNoBody(response)) return copyOf(response, response.headers);
  try {
    // Refused by headers that cannot change, whether or not the header is there (Fetch standard, section 5.1).
    response.headers.delete('x-sess-changeable');
    return response;
  } catch {
    return response.status < 200 ? undefined : copyOf(response, response.headers);
  }
}

/** Statuses that no body goes with (Fetch standard, section 2.2.3). */
const bodiless = new Set([204, 205, 304]);

/**
 * To ask the body itself would make a stream of a text: that costs Bun its `Content-Type`, Deno its `Content-Length`, and Hono on Node
 * its short way. So none is asked that shows a `Content-Type`, as a text does everywhere but on Bun, where a copy is asked.
 */
function hasNoBody(response: Response): boolean {
  if (bodiless.has(response.status)) return true;
  if (response.headers.has('content-type')) return false;
  if (!('Bun' in globalThis)) return response.body === null;
  try {
    const { body } = response.clone();
    // The half of a stream that nobody reads would keep all of it.
    body?.cancel().catch(() => undefined);
    return body === null;
  } catch {
    // Somebody reads its body, so it has one.
    return false;
  }
}

/** Puts on the response what the commit asks for. */
export function carry(response: Response, result: CommitResult, call: FetchCall): void {
  const { headers } = response;
  if (result.cookies.length) {
    const known = carriers.get(call.sessions) ?? new WeakMap<Response, Carrier>();
    carriers.set(call.sessions, known);
    known.set(response, { call, before: new Headers(headers) });
  }
  applySessionHeaders(headers, result);
}

function copyOf({ body, status, statusText }: Response, headers: Headers): Response {
  return new Response(body, { status, statusText, headers: new Headers(headers) });
}
