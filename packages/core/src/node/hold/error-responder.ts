import { reportError } from '#platform';
import type { FailureHandlers } from '../error-handlers.js';
import type { Headers, HoldableResponse, SendingName } from '../node-exchange.js';
import { breakOff, failBeforeFinish, prepareErrorPage, sendErrorPage } from './error-page.js';
import { isHeadSent } from './holds.js';

/** What an error page needs of the hold whose response it replaces. */
export interface ReplaceableHold {
  /** Whether no response has begun. */
  readonly isUnsent: boolean;
  /** Takes calls as if nothing had been sent, because an error handler responds. */
  reopen(): void;
  /** Makes a call without the hold. */
  sendBeneath(name: SendingName, args: readonly unknown[]): unknown;
  /** Discards all calls from now on. */
  discardRest(): void;
}

/** A failure, and what is known of the handler whose response it replaces. */
export interface Failure {
  readonly error: unknown;
  /** Whether the error must be reported. A failed commit has an event of its own. */
  readonly isNews: boolean;
  readonly hasEnded: boolean;
  /** Whether other code has wrapped the response over the hold, and has seen what was to be sent. */
  readonly isWrapped: boolean;
}

/** Replaces a response by an error: by the error handlers if there are any, otherwise by a plain page. */
export class ErrorResponder {
  readonly #response: HoldableResponse;
  readonly #headersBefore: Headers;
  readonly #sources: PipedSources;
  #handlers: FailureHandlers | undefined;
  #cancelTimeout: (() => void) | undefined;

  /** @param headersBefore - The headers that an error page keeps. */
  constructor(response: HoldableResponse, handlers: FailureHandlers | undefined, headersBefore: Headers) {
    this.#response = response;
    this.#handlers = handlers;
    this.#headersBefore = headersBefore;
    this.#sources = new PipedSources(response);
  }

  /** Stops waiting for the error handlers, because a response has begun. */
  stopWaiting(): void {
    this.#cancelTimeout?.();
  }

  replace(hold: ReplaceableHold, { error, isNews, hasEnded, isWrapped }: Failure): void {
    const response = this.#response;
    const isComplete = this.#sources.stop() || hasEnded;
    const handlers = this.#handlers?.areReachable && !isWrapped ? this.#handlers : undefined;
    this.#handlers = undefined;
    const isSent = isHeadSent(response);
    const respond = (): void => {
      if (isNews) reportError(error);
      if (!isSent) this.#sendPage(hold, error);
    };
    if (isSent) {
      hold.discardRest();
      breakOff(response);
    } else if (!isComplete) {
      // A handler that writes by hand and has not ended yet would go on writing, into the error page.
      failBeforeFinish(response, error);
    }
    if (!handlers || (!isSent && !isComplete)) return respond();
    if (isSent) return handlers.call(error, respond)();
    hold.reopen();
    prepareErrorPage(response, this.#headersBefore, error);
    this.#cancelTimeout = handlers.call(error, () => {
      if (hold.isUnsent && !isHeadSent(response)) respond();
    });
    if (!hold.isUnsent) this.#cancelTimeout();
  }

  #sendPage(hold: ReplaceableHold, error: unknown): void {
    try {
      sendErrorPage(this.#response, this.#headersBefore, error, (name, args) => hold.sendBeneath(name, args));
    } catch (thrown) {
      // A wrapper beneath refuses it, so no response can be sent.
      reportError(thrown);
      breakOff(this.#response);
    }
    hold.discardRest();
  }
}

interface Source {
  unpipe?(destination: unknown): unknown;
}

/** The streams that were piped into a response. */
class PipedSources {
  readonly #response: HoldableResponse;
  readonly #sources: Source[] = [];

  constructor(response: HoldableResponse) {
    this.#response = response;
    response.on('pipe', (source: Source) => this.#sources.push(source));
  }

  /** Stops them. Returns whether there were any and none continues to write: streams of Node 0.8 cannot be unpiped. */
  stop(): boolean {
    const sources = this.#sources.splice(0);
    for (const source of sources) source.unpipe?.(this.#response);
    return sources.length > 0 && sources.every((source) => 'unpipe' in source);
  }
}
