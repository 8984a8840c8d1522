import { reportError } from '#platform';
import type { ErrorHandlers } from './error-handlers.js';
import { breakOff, failBeforeFinish, type Headers, prepareErrorPage, sendErrorPage } from './failed-response.js';
import type { HoldableResponse, SendingCallName } from './node-exchange.js';
import { PipedSources } from './piped-sources.js';
import { isHeadSent } from './sent-parts.js';

/** What an error page needs of the hold that it takes the place of. */
export interface FailedHold {
  /** Whether nobody has begun to answer. */
  readonly isWatching: boolean;
  /** Takes calls as if nothing had been sent: an error handler answers. */
  watch(): void;
  /** Lets a call through to whoever is below the hold. */
  pass(name: SendingCallName, call: readonly unknown[]): unknown;
  /** Discards what is called from now on. */
  close(): void;
}

/** A failure, and what is known of the handler whose response it takes. */
export interface Failure {
  readonly error: unknown;
  /** Whether nobody has been told: a commit that fails has an event of its own. */
  readonly isNews: boolean;
  readonly hasEnded: boolean;
  /** Whether somebody has wrapped the response above the hold, and has seen what was meant to be sent. */
  readonly isCovered: boolean;
}

/** Puts an error in the place of a response: by the error handlers where there are any, else by a plain page. */
export class ErrorAnswer {
  readonly #response: HoldableResponse;
  readonly #headersBefore: Headers;
  readonly #sources: PipedSources;
  #handlers: ErrorHandlers | undefined;
  #stopWaiting: (() => void) | undefined;

  /** @param headersBefore - Those that an error page keeps. */
  constructor(response: HoldableResponse, handlers: ErrorHandlers | undefined, headersBefore: Headers) {
    this.#response = response;
    this.#handlers = handlers;
    this.#headersBefore = headersBefore;
    this.#sources = new PipedSources(response);
  }

  /** Somebody has begun to answer. */
  begin(): void {
    this.#stopWaiting?.();
  }

  give(hold: FailedHold, { error, isNews, hasEnded, isCovered }: Failure): void {
    const response = this.#response;
    const isDone = this.#sources.stop() || hasEnded;
    const handlers = this.#handlers?.areReachable && !isCovered ? this.#handlers : undefined;
    this.#handlers = undefined;
    const isSent = isHeadSent(response);
    const answer = (): void => {
      if (isNews) reportError(error);
      if (!isSent) this.#sendPlainly(hold, error);
    };
    if (isSent) {
      hold.close();
      breakOff(response);
    } else if (!isDone) {
      // Whoever writes by hand and has not ended yet would go on writing, into the error page.
      failBeforeFinish(response, error);
    }
    if (!handlers || (!isSent && !isDone)) return answer();
    if (isSent) return handlers.tell(error, answer)();
    hold.watch();
    prepareErrorPage(response, this.#headersBefore, error);
    this.#stopWaiting = handlers.tell(error, () => {
      if (hold.isWatching && !isHeadSent(response)) answer();
    });
    if (!hold.isWatching) this.#stopWaiting();
  }

  #sendPlainly(hold: FailedHold, error: unknown): void {
    try {
      sendErrorPage(this.#response, this.#headersBefore, error, (name, call) => hold.pass(name, call));
    } catch (thrown) {
      // A wrapper below does not take it: then there is no answer to give.
      reportError(thrown);
      breakOff(this.#response);
    }
    hold.close();
  }
}
