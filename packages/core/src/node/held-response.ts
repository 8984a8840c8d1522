import { serializeSetCookie } from '../cookie/serialize-set-cookie.js';
import { applySessionHeaders } from '../http/caching-headers.js';
import type { Commit, CommitResult } from '../http/request-binding.js';
import { CallLayer } from './call-layer.js';
import { DrainListeners } from './drain-listeners.js';
import { breakOff, type Headers, prepareErrorPage, sendErrorPage } from './failed-response.js';
import { copyHead, HeadHeaders } from './head-headers.js';
import { HeldAppearance, headersSentError } from './held-appearance.js';
import type { HoldableResponse, NextFunction, NodeResponse, SendingCallName } from './node-exchange.js';
import { refuseChunk, refuseHead } from './refuse-call.js';

/**
 * - `watching`: nothing was sent; the first call that would send the headers commits.
 * - `waiting`: a commit is under way; calls are kept.
 * - `sent`: the headers are out; `end` commits what has changed since.
 * - `passed`: all is committed; calls go through.
 * - `failed`: an error page is out, or the response broken off; calls come to nothing.
 */
type Phase = 'watching' | 'waiting' | 'sent' | 'passed' | 'failed';

interface KeptCall {
  readonly name: SendingCallName;
  readonly call: readonly unknown[];
}

/** Keeps a response back from its first byte, and again from its last, until the session is stored. */
export function holdResponse(response: NodeResponse, commit: Commit, next: NextFunction | undefined): void {
  if (!response.writableEnded) new HeldResponse(response, commit, next).watch();
}

interface Source {
  unpipe(destination: unknown): unknown;
}

class HeldResponse {
  readonly #response: HoldableResponse;
  readonly #commit: Commit;
  readonly #appearance: HeldAppearance;
  readonly #headersBefore: Headers;
  readonly #sources: Source[] = [];
  #next: NextFunction | undefined;
  #layer!: CallLayer;
  #drain!: DrainListeners;
  #phase: Phase = 'watching';
  #kept: KeptCall[] = [];
  /** The status of the head that is kept. */
  #status: number | undefined;
  #owesDrain = false;

  constructor(response: HoldableResponse, commit: Commit, next: NextFunction | undefined) {
    this.#response = response;
    this.#commit = commit;
    this.#appearance = new HeldAppearance(response);
    this.#headersBefore = response.getHeaders();
    this.#next = next;
  }

  watch(): void {
    this.#layer = new CallLayer(this.#response, (name, call) => this.#receive(name, call));
    this.#drain = new DrainListeners(this.#response);
    this.#response.on('pipe', (source: Source) => this.#sources.push(source));
  }

  #receive(name: SendingCallName, call: readonly unknown[]): unknown {
    switch (this.#phase) {
      case 'watching':
        return name === 'flush' ? this.#layer.pass(name, call) : this.#sendHead(name, call);
      case 'waiting':
        return this.#keep(name, call);
      case 'sent':
        return name === 'end' ? this.#sendEnd(call) : this.#layer.pass(name, call);
      case 'passed':
        return this.#layer.pass(name, call);
      case 'failed':
        return this.#discard(name, call);
    }
  }

  #sendHead(name: SendingCallName, call: readonly unknown[]): unknown {
    const response = this.#response;
    if (response.headersSent) {
      this.#phase = 'sent';
      return this.#receive(name, call);
    }
    if (this.#layer.isLowest('writeHead')) refuseHead(response, name, call);
    refuseChunk(response, name, call);
    if (name === 'writeHead') response.statusCode = Number(call[0]);
    this.#status = response.statusCode;
    const result = this.#ask({ headersSent: false });
    if (!(result instanceof Promise)) return this.#passHead(name, call, result);
    return this.#wait(result, name, call, (stored) => this.#release(stored));
  }

  #sendEnd(call: readonly unknown[]): unknown {
    // The head may have been stopped further down, by another manager whose commit failed: what comes now is another head.
    if (!this.#response.headersSent) return this.#sendHead('end', call);
    refuseChunk(this.#response, 'end', call);
    this.#status = undefined;
    const result = this.#ask({ headersSent: true });
    if (!(result instanceof Promise)) return this.#passEnd(call);
    return this.#wait(result, 'end', call, () => this.#replay(() => this.#passEnd(call)));
  }

  #ask({ headersSent }: { readonly headersSent: boolean }): CommitResult | Promise<CommitResult> {
    try {
      return this.#commit({ status: this.#response.statusCode, headersSent });
    } catch (error) {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- whatever it is, it is passed on as it came
      return Promise.reject(error);
    }
  }

  #passHead(name: SendingCallName, call: readonly unknown[], result: CommitResult): unknown {
    const headed = this.#withSession(name, call, result);
    this.#phase = name === 'end' ? 'passed' : 'sent';
    try {
      return this.#layer.pass(name, headed);
    } catch (error) {
      if (!this.#response.headersSent) this.#phase = 'watching';
      throw error;
    } finally {
      if (this.#phase === 'passed') this.#letGo();
      else if (this.#phase === 'sent') this.#layer.takeOff({ keep: 'end' });
    }
  }

  #passEnd(call: readonly unknown[]): unknown {
    this.#phase = 'passed';
    this.#letGo();
    return this.#layer.pass('end', call);
  }

  #letGo(): void {
    this.#layer.takeOff();
    this.#drain.takeOff();
  }

  #withSession(name: SendingCallName, call: readonly unknown[], result: CommitResult): readonly unknown[] {
    if (!result.accessed && !result.cookies.length) return call;
    const headers = new HeadHeaders(this.#response, name === 'writeHead' ? call : []);
    if (result.cookies.length) headers.appendCookies(result.cookies.map(serializeSetCookie));
    applySessionHeaders(headers, result);
    return name === 'writeHead' ? headers.toCall() : call;
  }

  #wait(
    stored: Promise<CommitResult>,
    name: SendingCallName,
    call: readonly unknown[],
    go: (result: CommitResult) => void,
  ): unknown {
    this.#phase = 'waiting';
    this.#appearance.begin();
    stored
      .then((result) => {
        this.#appearance.end();
        go(result);
      })
      .catch((error: unknown) => this.#fail(error));
    return this.#keep(name, call);
  }

  #keep(name: SendingCallName, call: readonly unknown[]): unknown {
    if (name === 'writeHead' && this.#kept.length) {
      // Wrappers that look at Node's own `_header`, which is not there yet, imply the head again with every write.
      if (call.length === 1 && call[0] === this.#status) return this.#response;
      throw headersSentError('write', this.#response);
    }
    refuseChunk(this.#response, name, call);
    this.#kept.push({ name, call: name === 'writeHead' ? copyHead(call) : call });
    if (name === 'end') this.#appearance.markEnded();
    if (name !== 'write') return name === 'flushHeaders' || name === 'flush' ? undefined : this.#response;
    if (!this.#drain.canWake) return true;
    this.#owesDrain = true;
    return false;
  }

  #release(result: CommitResult): void {
    const response = this.#response;
    const { statusCode: late } = response;
    const last = this.#replay(({ name, call }) => {
      // Changed after the head was decided: it must not reach the client, and is there for whoever reads it afterwards.
      if (late !== this.#status) response.statusCode = this.#status!;
      const answer = this.#passHead(name, call, result);
      if (late !== this.#status) response.statusCode = late;
      return answer;
    });
    if (this.#owesDrain && this.#phase === 'sent' && last !== false) this.#drain.wake();
    this.#owesDrain = false;
  }

  /** Makes the kept calls, in their order; `first` has the one that was waited for. */
  #replay(first: (kept: KeptCall) => unknown): unknown {
    const calls = this.#kept;
    this.#kept = [];
    let answer: unknown;
    try {
      for (let make = first; calls.length; make = ({ name, call }) => this.#receive(name, call)) {
        answer = make(calls[0]!);
        calls.shift();
      }
    } finally {
      this.#kept.push(...calls);
    }
    return answer;
  }

  #fail(error: unknown): void {
    this.#appearance.end();
    const isDone = this.#sources.length > 0 || this.#kept.some(({ name }) => name === 'end');
    for (const source of this.#sources.splice(0)) source.unpipe(this.#response);
    for (const { name, call } of this.#kept.splice(0)) this.#discard(name, call, error);
    this.#owesDrain = false;
    const next = this.#layer.isCovered ? undefined : this.#next;
    this.#next = undefined;
    if (this.#response.headersSent) {
      this.#phase = 'failed';
      breakOff(this.#response);
      next?.(error);
      return;
    }
    // Whoever writes by hand and has not ended yet would go on writing, into the error page.
    if (!next || !isDone) return this.#answerBelow(error);
    this.#phase = 'watching';
    prepareErrorPage(this.#response, this.#headersBefore, error);
    try {
      next(error);
    } catch (thrown) {
      if (!this.#response.headersSent) this.#answerBelow(error);
      if (thrown !== error) throw thrown;
    }
  }

  #answerBelow(error: unknown): void {
    this.#phase = 'passed';
    sendErrorPage(this.#response, this.#headersBefore, error, (name, call) => this.#layer.pass(name, call));
    this.#phase = 'failed';
  }

  #discard(name: SendingCallName, call: readonly unknown[], error?: unknown): unknown {
    const callback = name === 'write' || name === 'end' ? call.findLast((argument) => typeof argument === 'function') : undefined;
    if (callback) process.nextTick(callback, error ?? new Error('An error page has taken the place of this response.'));
    if (name === 'write') return false;
    return name === 'flushHeaders' || name === 'flush' ? undefined : this.#response;
  }
}
