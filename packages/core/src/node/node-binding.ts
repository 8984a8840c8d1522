import type { AnswerProgress, Commit, RequestBinding } from '../http/request-binding.js';
import type { RequestFacts } from '../http/request-facts.js';
import { catchEarlyCalls } from './early-calls.js';
import type { ErrorHandlers } from './error-handlers.js';
import { holdResponse } from './held-response.js';
import type { NodeRequest, NodeResponse } from './node-exchange.js';
import { requestFactsOf } from './request-facts-of.js';
import { hasLeft, isEnded, isHeadSent } from './sent-parts.js';

/** Ties a request to its session. Reads nothing before it is asked for: most requests never look at their session. */
export class NodeBinding implements RequestBinding {
  readonly #request: NodeRequest;
  readonly #response: NodeResponse;
  readonly #handlers: ErrorHandlers | undefined;
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
    catchEarlyCalls(response);
  }

  get cookieHeader(): string | undefined {
    return this.#request.headers.cookie;
  }

  get facts(): RequestFacts {
    return requestFactsOf(this.#request, this.#isSecure);
  }

  get progress(): AnswerProgress {
    const hasHead = isHeadSent(this.#response);
    const isClosed = hasLeft(this.#response);
    // A handler whose client has left before the headers may go on, and fail: its `end` still decides.
    if (isEnded(this.#response) || (hasHead && isClosed)) return 'ended';
    return hasHead || isClosed ? 'streaming' : 'pending';
  }

  opened(commit: Commit): void {
    holdResponse(this.#response, commit, this.#handlers);
  }
}
