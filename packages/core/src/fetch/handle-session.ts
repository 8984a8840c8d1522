import { SessionError } from '../contract/errors.js';
import type { SessionManager } from '../manager/session-manager.js';
import { withoutForeignCookie } from './changed-response.js';
import { errorResponse, FetchBinding } from './fetch-binding.js';
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

/**
 * Serves a fetch `Request` with sessions: `next` may call `sessions.get(request)`, and what it changed is stored before
 * its response is returned.
 *
 * `Set-Cookie`, `Vary` and `Cache-Control` are added to the headers of the response itself. A copy is returned only in
 * two cases: if the headers cannot be changed, as those of `fetch` and `Response.redirect`, and if there is no body,
 * because applications keep such responses as constants, and other routes would send the cookie to strangers. A
 * response that streams its body is committed before it is returned. What changes later, while the body streams or in a
 * `waitUntil`, is stored by a commit of its own, whose failure is an `unsaved` event. A change inside a value that was
 * read before is noticed with the next call on the session: without another one, call `session.save()`. A change that
 * needs a cookie throws.
 *
 * `undefined` is returned as it is, for servers like Bun whose handlers return it after `server.upgrade(request)`.
 * Changes are stored then, too, but it is too late for one that needs a cookie.
 *
 * If the session could not be loaded, and the framework has made a 500 of that, the response gets the status of the
 * error, and its `Retry-After`.
 *
 * @throws what `next` throws; then nothing is stored. A failed commit becomes the response: 503 with `Retry-After` when
 * the store is down, 401 or 409 when the session has ended. An error that becomes a 503 is reported as a warning of the
 * process. Any other error is thrown. After an upgrade there is no
 * response to become one, so every error is thrown, and a change that needs a cookie is a `SessionError` `WRONG_TIME`.
 * So is a `Response` object that a later request has returned already, with its cookie
 */
export async function handleSession<
  Data extends object,
  Name extends string,
  Returned extends Response | undefined | void = Response,
>(
  sessions: SessionManager<Data, Name>,
  request: Request,
  next: () => Returned | Promise<Returned>,
  options: FetchOptions = {},
): Promise<Returned | Response> {
  const { isSecure, aliases } = options;
  const binding = new FetchBinding(sessions, request, isSecure && (() => isSecure(request)));
  sessions.bind(request, binding, aliases);
  let response: Returned | Response;
  try {
    response = await next();
    if (response !== undefined && response !== null) requireResponse(response);
    binding.end(response || undefined);
    if (response) response = withoutForeignCookie(response, binding.call);
  } catch (error) {
    await binding.fail();
    return errorResponse(error);
  }
  if (!binding.isOpened) return response;
  try {
    return replaced(response, await binding.commit(response), sessions);
  } catch (error) {
    if (!response) throw error;
    return replaced(response, errorResponse(error), sessions);
  }
}

function replaced<Returned>(
  before: Response | Returned,
  after: Response | Returned,
  sessions: object,
): Response | Returned {
  if (before && after !== before) watchReplaced(before as Response, sessions);
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
