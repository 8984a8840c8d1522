import { copyHead } from './head-headers.js';
import type { HoldableResponse, SendingCallName } from './node-exchange.js';

export interface KeptCall {
  readonly name: SendingCallName;
  readonly call: readonly unknown[];
}

/**
 * As much as the largest of Node's own high-water marks. Whoever waits behind a wrapper (`compression` hands listeners of `drain` on
 * to a stream of its own) is then woken by it: the calls that are kept fill that stream, too.
 */
const highWaterMark = 65_536;

/** Calls that are made later, in their order. */
export class KeptCalls {
  #calls: KeptCall[] = [];
  #bytes = 0;

  /** Whether whoever writes should wait. */
  get isFull(): boolean {
    return this.#bytes >= highWaterMark;
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  get includesEnd(): boolean {
    return this.#calls.some(({ name }) => name === 'end');
  }

  keep(name: SendingCallName, call: readonly unknown[]): void {
    this.#calls.push({ name, call: name === 'writeHead' ? copyHead(call) : call });
    const [chunk, encoding] = call;
    if (name !== 'write') return;
    this.#bytes += Buffer.byteLength(
      chunk as string,
      typeof encoding === 'string' ? (encoding as BufferEncoding) : undefined,
    );
  }

  /** Makes the calls, which may come to be kept again meanwhile; answers with what the last one did. */
  replay(first: (kept: KeptCall) => unknown, others: (kept: KeptCall) => unknown): unknown {
    const calls = this.#calls;
    this.#calls = [];
    this.#bytes = 0;
    let answer: unknown;
    try {
      for (let make = first; calls.length; make = others) {
        answer = make(calls[0]!);
        calls.shift();
      }
    } finally {
      this.#calls.push(...calls);
    }
    return answer;
  }

  /** Gives the calls up, and tells their callbacks why. */
  discard(error: unknown): void {
    for (const { name, call } of this.#calls.splice(0)) discardCall(name, call, error);
  }
}

/** Tells the callback of a call that comes to nothing. */
export function discardCall(name: SendingCallName, call: readonly unknown[], error: unknown): void {
  const callback =
    name === 'write' || name === 'end' ? call.findLast((argument) => typeof argument === 'function') : undefined;
  if (callback) process.nextTick(callback, error);
}

/** What a call answers with that has not been made. */
export function answerOf(
  name: SendingCallName,
  response: HoldableResponse,
  { mayGoOn }: { readonly mayGoOn: boolean },
): unknown {
  if (name === 'write') return mayGoOn;
  return name === 'end' || name === 'writeHead' ? response : undefined;
}
