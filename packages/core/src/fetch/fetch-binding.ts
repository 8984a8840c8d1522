import { reportError } from '#platform';
import { SessionError } from '../contract/errors.js';
import type { Commit, RequestBinding, ResponseProgress } from '../http/request-binding.js';
import { readRequestFacts, type RequestFacts } from '../http/request-facts.js';
import { addSession, changeable, type FetchCall, withStatusOf } from './changed-response.js';

/** What the middleware for fetch needs of a `SessionManager`. */
export interface FetchSessions {
  /** Binds a request, and other objects that stand for it, to its session. */
  bind(request: object, binding: RequestBinding, aliases?: readonly object[]): void;
  /** Returns the names under which the cookie may arrive, the one that is set first. */
  cookieNames(facts: { readonly secure: boolean }): readonly string[];
}

const outcome = 'session-outcome';

let calls = 0;

/** Binds a fetch `Request` to its session, and commits the session with the `Response`. */
export class FetchBinding implements RequestBinding {
  readonly call: FetchCall;
  readonly #sessions: FetchSessions;
  readonly #isSecure: (() => boolean) | undefined;
  #commit: Commit | undefined;
  #progress: ResponseProgress = 'pending';
  #response: Response | undefined;

  constructor(sessions: FetchSessions, request: Request, isSecure: (() => boolean) | undefined) {
    this.call = { sessions, request, number: ++calls };
    this.#sessions = sessions;
    this.#isSecure = isSecure;
  }

  get cookieHeader(): string | undefined {
    return this.call.request.headers.get('cookie') ?? undefined;
  }

  // Read by the first `get`, because most requests never use their session.
  get facts(): RequestFacts {
    const { headers, method, url } = this.call.request;
    const secure = this.#isSecure?.() ?? url.startsWith('https:');
    return readRequestFacts({ method, secure }, (name) => headers.get(name) ?? '');
  }

  get progress(): ResponseProgress {
    return this.#response && isServerError(this.#response) ? 'failed' : this.#progress;
  }

  opened(commit: Commit): void {
    this.#commit = commit;
  }

  /** Whether a handler has asked for the session, so that there may be something to commit. */
  get isOpened(): boolean {
    return this.#commit !== undefined;
  }

  /** Notes the response, if there is one. What asks for the session from now on does so too late for it. */
  end(response: Response | undefined): void {
    this.#progress = 'ended';
    this.#response = response;
  }

  /** There is an error instead of a response, so nothing is stored. */
  async fail(): Promise<void> {
    this.#progress = 'failed';
    await this.#commit?.({ status: 500, headersSent: false });
  }

  /**
   * Stores what changed, and returns the response to send: the given one with more headers, or a copy of it.
   *
   * @param headersSent - Whether no header can be added. There may be no response then, after an upgrade.
   * @throws `SessionError` when the commit failed; the body of the response is cancelled then. `WRONG_TIME` for a
   * change that needs a cookie where none can be set
   */
  async commit<Returned extends Response | undefined | void>(
    response: Returned,
    headersSent = !response,
  ): Promise<Returned | Response> {
    const commit = this.#commit;
    if (!commit) return response;
    if (!response) {
      await commit({ status: 101, headersSent });
      return response;
    }
    if (response.status === 0) {
      await this.fail();
      return response;
    }
    const target = headersSent ? undefined : changeable(response);
    try {
      const isLast = !target || this.#hasCookie(target);
      const result = await commit({ status: response.status, headersSent: isLast, streams: mayStream(response) });
      const changed = target && addSession(target, result, this.call);
      // An error that a handler threw knows only of its own call.
      if (result.stored === 'changes' && changed?.headers.has(outcome)) changed.headers.set(outcome, 'unknown');
      return changed ? withStatusOf(result.failure, changed) : response;
    } catch (error) {
      discard(target ?? response);
      throw error;
    }
  }

  /**
   * Whether the response sets the cookie already: an application that was mounted inside this one, with a middleware of
   * its own and another `Request`, has committed another visit. Of two cookies, the browser would lose one session.
   */
  #hasCookie({ headers }: Response): boolean {
    if (!headers.has('set-cookie')) return false;
    const [name] = this.#sessions.cookieNames(this.facts);
    return headers.getSetCookie().some((line) => line.startsWith(`${name}=`));
  }
}

/**
 * Returns the response that an error becomes. Nobody else learns of the error then, so it is reported if the visitor
 * did not cause it.
 *
 * @throws the error, if it is the program's own or its fault
 */
export function errorResponse(error: unknown): Response {
  if (!(error instanceof SessionError) || !error.getResponse) throw error;
  if (error.status >= 500) reportError(error);
  return error.getResponse();
}

/** Locks the body, so that it cannot be sent by mistake. If it is locked already, its reader will release it. */
function discard({ body }: Response): void {
  if (body?.locked === false)
    body
      .getReader()
      .cancel()
      .catch(() => undefined);
}

/** Whether nothing is stored. `Response.error()` has the status 0: a network error, which no server can send. */
function isServerError({ status }: Response): boolean {
  return status >= 500 || status === 0;
}

/** Whether the body may still be generated. Reading `body` itself has a cost: see `hasNoBody`. */
function mayStream({ headers }: Response): boolean {
  return !headers.has('content-length');
}
