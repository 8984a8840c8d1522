import { reportError } from '#platform';
import { createObjectNotes } from '../http/object-notes.js';
import type { NextFunction, NodeRequest, NodeResponse } from './node-exchange.js';
import { whenRejected } from './rejections.js';

/**
 * The last request that each `next` was passed for: some chains use one function for many requests, one after another.
 */
const latestRequests = createObjectNotes<{ request: NodeRequest }>();

/** The error handlers of the framework that a response belongs to. */
export interface FailureHandlers {
  /** Whether they can still respond to this request. */
  readonly areReachable: boolean;
  /**
   * Passes an error to them. Calls `refused` if they do not respond. Returns a function that stops waiting for them.
   */
  call(error: unknown, refused: () => void): () => void;
}

/** The error handlers of a chain from other code. Its `next` may do anything. */
export class ErrorHandlers implements FailureHandlers {
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
    // Express makes one for each request, so there is nothing to note.
    if (this.#isExpress) return;
    const latest = latestRequests.get(next);
    if (latest) latest.request = request;
    else latestRequests.add(next, { request });
  }

  /**
   * Whether `next` still belongs to this request. Middie takes it from a pool: it would fail another visitor's request.
   * If no request had it at the moment, the next one would skip the first middleware.
   */
  get areReachable(): boolean {
    if (this.#isExpress) return true;
    // Middie sets on every request the addresses that Fastify knows.
    if (Object.hasOwn(this.#request, 'ips')) return false;
    const latest = latestRequests.get(this.#next);
    return !latest || latest.request === this.#request;
  }

  /** Calls `next(error)`, and `refused` if it throws or rejects, or when the time is up. */
  call(error: unknown, refused: () => void): () => void {
    const timer = setTimeout(refused, this.#timeout);
    timer.unref();
    const stop = (): void => clearTimeout(timer);
    callHandler(this.#next, error, () => {
      stop();
      refused();
    });
    return stop;
  }
}

/** Passes an error to code of others. If it throws or rejects with something else, that is reported. */
export function callHandler(handler: (error: unknown) => unknown, error: unknown, refused: () => void): void {
  const fail = (thrown: unknown): void => {
    if (thrown !== error) reportError(thrown);
    refused();
  };
  try {
    whenRejected(handler(error), fail);
  } catch (thrown) {
    fail(thrown);
  }
}
