import { reportError } from '#platform';
import { SessionError } from '../contract/errors.js';
import type { ResponseProgress } from '../http/request-binding.js';
import type { RequestFacts } from '../http/request-facts.js';
import type { FailureHandlers } from './error-handlers.js';
import { catchEarlyCalls } from './hold/early-calls.js';
import { ErrorResponder } from './hold/error-responder.js';
import { HeldResponse } from './hold/held-response.js';
import { hasLeft, isEnded, isHeadSent } from './hold/holds.js';
import type { MiddlewareBinding, ResponseCommit } from './middleware-binding.js';
import type { Headers, NodeRequest, NodeResponse } from './node-exchange.js';
import { whenRejected } from './rejections.js';
import { requestFactsOf } from './request-facts-of.js';

/** Binds a request to its session. Reads nothing in advance, because most requests never use their session. */
export class NodeBinding implements MiddlewareBinding {
  readonly #request: NodeRequest;
  readonly #response: NodeResponse;
  readonly #handlers: FailureHandlers | undefined;
  readonly #isSecure: ((request: NodeRequest) => boolean) | undefined;
  readonly #canHold: boolean;
  #hold: HeldResponse | undefined;

  constructor(
    request: NodeRequest,
    response: NodeResponse,
    handlers: FailureHandlers | undefined,
    isSecure: ((request: NodeRequest) => boolean) | undefined,
  ) {
    this.#request = request;
    this.#response = response;
    this.#handlers = handlers;
    this.#isSecure = isSecure;
    this.#canHold = canHold(request, response);
    if (this.#canHold) catchEarlyCalls(response);
  }

  get cookieHeader(): string | undefined {
    return this.#request.headers.cookie;
  }

  get facts(): RequestFacts {
    return requestFactsOf(this.#request, this.#isSecure);
  }

  get progress(): ResponseProgress {
    if (!this.#canHold) return 'upgraded';
    const hasHead = isHeadSent(this.#response);
    const isClosed = hasLeft(this.#response);
    // If the client has left before the headers, the handler may go on, and may fail: its `end` still decides.
    if (isEnded(this.#response) || (hasHead && isClosed)) return this.#response.statusCode < 500 ? 'ended' : 'failed';
    return hasHead || isClosed ? 'streaming' : 'pending';
  }

  opened(commit: ResponseCommit): void {
    if (this.#canHold) this.#hold = this.#holdWith(commit, this.#response.getHeaders());
  }

  /** Responds with an error before any handler has run. */
  refuse(error: unknown): void {
    const report = (): void => reportError(error);
    if (this.#canHold) this.#holdNow()?.refuse(error);
    else if (this.#handlers) this.#handlers.call(error, report)();
    else report();
  }

  /**
   * Runs a handler whose caller does not handle its errors. If it throws or rejects, the client gets an error instead,
   * unless the response is complete. A `SessionError` is then reported; the application's own errors are thrown again.
   */
  run(handle: () => unknown): unknown {
    const fail = (error: unknown): void => {
      const isOurs = error instanceof SessionError;
      // The status of any other error may be that of a response which the application itself has received.
      const shown = isOurs
        ? error
        : new Error('The handler failed before it had ended its response.', { cause: error });
      if (this.#canHold) this.#holdNow()?.abandon(shown);
      if (!isOurs) throw error;
      reportError(error);
    };
    try {
      return whenRejected(handle(), fail);
    } catch (error) {
      return fail(error);
    }
  }

  /**
   * If the session was never asked for, it is not known which headers were set before the handler ran, so none is kept.
   */
  #holdNow(): HeldResponse | undefined {
    this.#hold ??= this.#holdWith(() => ({ cookies: [], accessed: false }), {});
    return this.#hold;
  }

  #holdWith(commit: ResponseCommit, headersBefore: Headers): HeldResponse | undefined {
    const response = this.#response;
    if (isEnded(response)) return undefined;
    return new HeldResponse(response, commit, new ErrorResponder(response, this.#handlers, headersBefore));
  }
}

/**
 * Whether there is a response that can be held. There is none in two cases:
 *
 * - The request switches protocols. Node marks it when the server listens to `upgrade`. The host passes something of
 *   its own as the response: ws suggests `{}`, engine.io has an object with a few methods, and express-ws a
 *   `ServerResponse` that never reaches the socket.
 * - The response is one of node-mock-http or unenv, which mark theirs. Their callers read it as soon as `end` was
 *   called: h3 1's `toWebHandler`, and Nitro 2 when a server calls a route of its own and on platforms other than
 *   Node.
 */
function canHold(request: NodeRequest, response: NodeResponse): boolean {
  if (('upgrade' in request && request.upgrade === true) || '__unenv__' in response) return false;
  return typeof (response as Partial<NodeResponse>).getHeaders === 'function';
}
