import { errorHeaders } from '../contract/error-response.js';
import { SessionError } from '../contract/errors.js';
import { callHandler, type FailureHandlers } from '../node/error-handlers.js';
import type { KoaContext } from './koa-context.js';

/** Koa's own error handler for one request. */
export class KoaErrors implements FailureHandlers {
  readonly areReachable = true;
  readonly #ctx: KoaContext;
  #headers: Readonly<Record<string, string>> = {};

  constructor(ctx: KoaContext) {
    this.#ctx = ctx;
  }

  call(error: unknown, refused: () => void): () => void {
    this.note(error);
    callHandler((failure) => this.#ctx.onerror(failure), error, refused);
    return () => undefined;
  }

  /** Keeps what the response must say about a failure. */
  note(error: unknown): void {
    if (error instanceof SessionError) this.#headers = errorHeaders(error);
  }

  /** Koa removes all headers before it sends an error. */
  restoreHeaders(): void {
    const { res } = this.#ctx;
    for (const [name, value] of Object.entries(this.#headers)) if (!res.hasHeader(name)) res.setHeader(name, value);
  }
}
