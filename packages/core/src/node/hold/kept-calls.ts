import type { HoldableResponse, SendingCall, SendingName } from '../node-exchange.js';
import { copyHead } from './head-headers.js';
import type { HeldAppearance } from './held-appearance.js';
import { headersSentError, refuseChunk } from './node-errors.js';

/**
 * The largest of Node's own high-water marks, so that a writer behind a wrapper is woken up: `compression` adds
 * listeners of `drain` to a stream of its own, which the kept calls then fill as well.
 */
const highWaterMark = 65_536;

/** The calls that wait for a commit, in their order. Until it ends, the response looks as if they had been made. */
export class KeptCalls {
  readonly #response: HoldableResponse;
  readonly #appearance: HeldAppearance;
  #calls: SendingCall[] = [];
  #bytes = 0;
  #owesDrain = false;
  #headStatus: number | undefined;

  constructor(response: HoldableResponse, appearance: HeldAppearance) {
    this.#response = response;
    this.#appearance = appearance;
  }

  /** The status of the head that is kept; `undefined` when the head was sent before. */
  get headStatus(): number | undefined {
    return this.#headStatus;
  }

  get includesEnd(): boolean {
    return this.#calls.some(({ name }) => name === 'end');
  }

  /** Begins to keep calls. */
  begin(headStatus: number | undefined): void {
    this.#headStatus = headStatus;
    if (headStatus !== undefined) this.#appearance.markHeadSent();
  }

  /** Keeps a call, and returns or throws what Node would. */
  keep({ name, args }: SendingCall): unknown {
    if (name === 'writeHead' && this.#calls.length) {
      // Wrappers that read Node's own `_header`, which is not there yet, imply the head again with every write.
      if (args.length === 1 && args[0] === this.#headStatus) return this.#response;
      throw headersSentError('write', this.#response);
    }
    refuseChunk(this.#response, name, args);
    this.#calls.push({ name, args: name === 'writeHead' ? copyHead(args) : args });
    if (name === 'write') this.#bytes += byteLengthOf(args);
    if (name === 'end') this.#appearance.markEnded();
    const isFull = this.#bytes >= highWaterMark;
    this.#owesDrain ||= isFull;
    return resultOf(name, this.#response, { takesMore: !isFull });
  }

  /**
   * Makes the calls. A call that is kept again meanwhile comes first the next time. Returns the result of the last one.
   */
  replay(first: (call: SendingCall) => unknown, others: (call: SendingCall) => unknown): unknown {
    const calls = this.#calls;
    this.#calls = [];
    this.#bytes = 0;
    let result: unknown;
    let made = 0;
    try {
      for (const call of calls) {
        result = (made === 0 ? first : others)(call);
        made++;
      }
    } finally {
      // Not one by one with shift(), which moves all others: a stream of single bytes is kept as 65,536 calls.
      this.#calls = this.#calls.concat(calls.slice(made));
    }
    return result;
  }

  /** Emits `drain` for a writer whose `write` returned false, once Node takes more. */
  drain({ takesMore }: { readonly takesMore: boolean }): void {
    const isDue = this.#owesDrain && takesMore;
    this.#owesDrain = false;
    if (isDue) this.#response.emit('drain');
  }

  /** Drops the calls, and passes the error to their callbacks. */
  discard(error: unknown): void {
    this.#owesDrain = false;
    for (const call of this.#calls.splice(0)) failCallback(call, error);
  }
}

/** Discards a call, and returns what Node would. */
export function discardCall(call: SendingCall, response: HoldableResponse, error: unknown): unknown {
  failCallback(call, error);
  return resultOf(call.name, response, { takesMore: false });
}

function failCallback({ name, args }: SendingCall, error: unknown): void {
  const callback =
    name === 'write' || name === 'end' ? args.findLast((argument) => typeof argument === 'function') : undefined;
  if (callback) process.nextTick(callback, error);
}

/** Returns what Node returns from a call that has not been made. */
function resultOf(
  name: SendingName,
  response: HoldableResponse,
  { takesMore }: { readonly takesMore: boolean },
): unknown {
  if (name === 'write') return takesMore;
  return name === 'end' || name === 'writeHead' ? response : undefined;
}

function byteLengthOf([chunk, encoding]: readonly unknown[]): number {
  return Buffer.byteLength(chunk as string, typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined);
}
