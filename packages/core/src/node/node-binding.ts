import { reportError } from '#platform';
import type { AnswerProgress, Commit, RequestBinding } from '../http/request-binding.js';
import type { RequestFacts } from '../http/request-facts.js';
import { cannotHold } from './cannot-hold.js';
import { catchEarlyCalls } from './early-calls.js';
import { ErrorAnswer } from './error-answer.js';
import type { ErrorHandlers } from './error-handlers.js';
import type { Headers } from './failed-response.js';
import { HeldResponse } from './held-response.js';
import type { NodeRequest, NodeResponse } from './node-exchange.js';
import { requestFactsOf } from './request-facts-of.js';
import { hasLeft, isEnded, isHeadSent } from './sent-parts.js';

/** Ties a request to its session. Reads nothing before it is asked for: most requests never look at their session. */
export class NodeBinding implements RequestBinding {
  readonly #request: NodeRequest;
  readonly #response: NodeResponse;
  readonly #handlers: ErrorHandlers | undefined;
  readonly #isUnheld: boolean;
  #hold: HeldResponse | undefined;
  readonly #isSecure: ((request: NodeRequest) => boolean) | undefined;

  constructor(
    request: NodeRequest,
    response: NodeResponse,
    handlers: ErrorHandlers | undefined,
    isSecure: ((request: NodeRequest) => boolean) | undefined,
  ) {
    this.#request = request;
    this.#response = response;
    this.#handlers = handlers;
    this.#isSecure = isSecure;
    this.#isUnheld = cannotHold(request, response);
    if (this.#isUnheld) return;
    catchEarlyCalls(response);
  }

  get cookieHeader(): string | undefined {
    return this.#request.headers.cookie;
  }

  get facts(): RequestFacts {
    return requestFactsOf(this.#request, this.#isSecure);
  }

  get progress(): AnswerProgress {
    if (this.#isUnheld) return 'upgraded';
    const hasHead = isHeadSent(this.#response);
    const isClosed = hasLeft(this.#response);
    // A handler whose client has left before the headers may go on, and fail: its `end` still decides.
    if (isEnded(this.#response) || (hasHead && isClosed)) return this.#response.statusCode < 500 ? 'ended' : 'failed';
    return hasHead || isClosed ? 'streaming' : 'pending';
  }

  opened(commit: Commit): void {
    if (!this.#isUnheld) this.#hold = this.#holdWith(commit, this.#response.getHeaders());
  }

  /** Answers with an error before any handler has run. */
  refuse(error: unknown): void {
    const report = (): void => reportError(error);
    if (!this.#isUnheld) this.#heldNow()?.refuse(error);
    else if (this.#handlers) this.#handlers.tell(error, report)();
    else report();
  }

  /** Answers with an error in place of a handler that has failed, unless its answer is complete. */
  abandon(error: unknown): void {
    if (!this.#isUnheld) this.#heldNow()?.abandon(error);
  }

  /** Where the session was never asked for nobody knows which headers stood before the handler, so none is kept. */
  #heldNow(): HeldResponse | undefined {
    this.#hold ??= this.#holdWith(() => ({ cookies: [], accessed: false }), {});
    return this.#hold;
  }

  #holdWith(commit: Commit, headersBefore: Headers): HeldResponse | undefined {
    const response = this.#response;
    if (isEnded(response)) return undefined;
    return new HeldResponse(response, commit, new ErrorAnswer(response, this.#handlers, headersBefore));
  }
}
