import { callHandler, type FailureHandlers } from '../node/error-handlers.js';
import { isAboutContent } from '../http/content-headers.js';
import { isHeadSent } from '../node/hold/holds.js';
import type { NodeResponse } from '../node/node-exchange.js';

/** What is used of a reply that fails. */
export interface FailingReply {
  readonly raw: NodeResponse;
  readonly sent: boolean;
  getHeaders(): object;
  removeHeader(name: string): unknown;
  send(error: Error): unknown;
}

/** The error handlers of Fastify, as a reply reaches them. */
export class ReplyErrors implements FailureHandlers {
  readonly #reply: FailingReply;

  constructor(reply: FailingReply) {
    this.#reply = reply;
  }

  /** A reply that was hijacked is marked as sent, and ignores what it is told to send. */
  get areReachable(): boolean {
    return !this.#reply.sent && !isHeadSent(this.#reply.raw);
  }

  /** Fastify always responds: what an error handler throws goes to the next one, and at last to its own. */
  call(error: unknown, refused: () => void): () => void {
    const reply = this.#reply;
    // Fastify keeps a reply's headers for its error, so an error would be called compressed, or cached.
    for (const name of Object.keys(reply.getHeaders())) if (isAboutContent(name)) reply.removeHeader(name);
    const sent = error instanceof Error ? error : new Error('Storing the session failed.', { cause: error });
    // It returns the reply, which is a thenable.
    callHandler(() => void reply.send(sent), sent, refused);
    return () => undefined;
  }
}
