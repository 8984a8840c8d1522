import { reportError } from '#platform';
import { createObjectNotes } from '../http/object-notes.js';
import type { NextFunction, NodeRequest, NodeResponse } from './node-exchange.js';
import { whenRejected } from './when-rejected.js';

/** The request that each `next` was given for last: some chains hand one function to many requests, one after another. */
const latestRequests = createObjectNotes<{ request: NodeRequest }>();

/** The way to the error handlers of a chain that somebody else wrote, and whose `next` may do anything. */
export class ErrorHandlers {
  readonly #next: NextFunction;
  readonly #request: NodeRequest;
  readonly #isExpress: boolean;
  readonly #timeout: number;

  /** @param timeout - Milliseconds. */
  constructor(next: NextFunction, request: NodeRequest, response: NodeResponse, timeout: number) {
    this.#next = next;
    this.#request = request;
    this.#timeout = timeout;
    this.#isExpress = 'app' in response;
    // Express makes one for each request, and need not pay for this.
    if (this.#isExpress) return;
    const latest = latestRequests.get(next);
    if (latest) latest.request = request;
    else latestRequests.add(next, { request });
  }

  /**
   * Whether `next` still means this request. That of middie belongs to a pool: it would fail a stranger's request, and where none
   * has it just now, the next one would pass by the first middleware unseen.
   */
  get areReachable(): boolean {
    if (this.#isExpress) return true;
    // Middie tells every request the addresses that Fastify knows.
    if (Object.hasOwn(this.#request, 'ips')) return false;
    const latest = latestRequests.get(this.#next);
    return !latest || latest.request === this.#request;
  }

  /**
   * Calls `next(error)`, and `refused` where it throws or rejects, or when the time is up. What it throws beside the error is
   * reported.
   *
   * Returns the function that ends the wait.
   */
  tell(error: unknown, refused: () => void): () => void {
    const timer = setTimeout(refused, this.#timeout);
    timer.unref();
    const fail = (thrown: unknown): void => {
      clearTimeout(timer);
      if (thrown !== error) reportError(thrown);
      refused();
    };
    try {
      whenRejected(this.#next(error), fail);
    } catch (thrown) {
      fail(thrown);
    }
    return () => clearTimeout(timer);
  }
}
