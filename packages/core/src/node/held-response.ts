import { reportError } from '#platform';
import type { Commit, CommitCall, CommitResult } from '../http/request-binding.js';
import { CallLayer, type LaidHold } from './call-layer.js';
import { HeldAppearance, headersSentError } from './held-appearance.js';
import { addHold, type Below } from './holds.js';
import { answerOf, discardCall, type KeptCall, KeptCalls } from './kept-calls.js';
import type { ErrorAnswer, FailedHold } from './error-answer.js';
import type { Phase } from './hold-phase.js';
import type { HoldableResponse, SendingCallName } from './node-exchange.js';
import { refuseChunk, refuseHead } from './refuse-call.js';
import { isEnded, isHeadSent } from './sent-parts.js';
import { withSessionHead } from './session-head.js';

/** Keeps a response back from its first byte, and again from its last, until the session is stored. */
export class HeldResponse implements LaidHold, FailedHold {
  readonly #response: HoldableResponse;
  readonly #commit: Commit;
  readonly #appearance: HeldAppearance;
  readonly #layer: CallLayer;
  readonly #errorAnswer: ErrorAnswer;
  readonly #kept = new KeptCalls();
  #phase: Phase = 'watching';
  /** The status of the head that is kept. */
  #status: number | undefined;
  #owesDrain = false;
  #hasLeft = false;
  /** What the handler failed with while a commit was under way. */
  #abandonedWith: { readonly error: unknown } | undefined;

  constructor(response: HoldableResponse, commit: Commit, errorAnswer: ErrorAnswer) {
    this.#response = response;
    this.#commit = commit;
    this.#errorAnswer = errorAnswer;
    this.#appearance = new HeldAppearance(response);
    this.#layer = new CallLayer(response, this);
    response.on('close', () => this.#leave());
    addHold(response, this);
  }

  /** Takes a call that does not come through the layer, but from whoever had the function before, or from a wrapper below it. */
  receiveEarly(name: SendingCallName, call: readonly unknown[], below: Below): unknown {
    if (!this.#layer.isLaid) return this.receive(name, call);
    // What a wrapper goes on sending of a response that had begun before must not pass through the wrapper again.
    if (this.#phase === 'watching' && isHeadSent(this.#response)) this.#phase = 'sent';
    switch (this.#phase) {
      case 'watching':
        return this.receive(name, call);
      case 'waiting':
        // Once the head is out, what a wrapper sends here belongs to calls that were let through.
        return this.#status !== undefined || name === 'end' ? this.#keep(name, call) : below(call);
      case 'sent':
        return name === 'end' ? this.#sendEnd(call, below) : below(call);
      case 'passed':
        return below(call);
      case 'failed':
        return isEnded(this.#response) ? this.receive(name, call) : below(call);
    }
  }

  /** Takes a call that comes through the layer. */
  receive(name: SendingCallName, call: readonly unknown[]): unknown {
    switch (this.#phase) {
      case 'watching':
        return name === 'flush' ? this.#layer.pass(name, call) : this.#sendHead(name, call);
      case 'waiting':
        return this.#keep(name, call);
      case 'sent':
        return name === 'end'
          ? this.#sendEnd(call, (again) => this.#layer.pass('end', again))
          : this.#layer.pass(name, call);
      case 'passed':
        return this.#layer.pass(name, call);
      case 'failed':
        discardCall(name, call, new Error('An error page has taken the place of this response.'));
        return answerOf(name, this.#response, { mayGoOn: false });
    }
  }

  #sendHead(name: SendingCallName, call: readonly unknown[]): unknown {
    const response = this.#response;
    this.#errorAnswer.begin();
    if (isHeadSent(response)) {
      this.#phase = 'sent';
      return this.receive(name, call);
    }
    if (name === 'flushHeaders') {
      // As Node's own does: `compression` wraps writeHead, and must choose an encoding before the body is kept below it.
      response.writeHead(response.statusCode);
      if (this.#phase !== 'watching') return this.receive(name, call);
    }
    if (this.#layer.isLowest) refuseHead(response, name, call);
    refuseChunk(response, name, call);
    if (name === 'writeHead') response.statusCode = Number(call[0]);
    this.#status = response.statusCode;
    const result = this.#ask({ headersSent: false, ...(name !== 'end' && { streams: true, endFollows: true }) });
    if (!(result instanceof Promise)) return this.#passHead(name, call, result);
    return this.#wait(result, name, call, (stored) => this.#release(stored));
  }

  #sendEnd(call: readonly unknown[], below: Below): unknown {
    // The head may have been stopped further down, by another manager whose commit failed: what comes now is another head.
    if (!isHeadSent(this.#response)) return this.#sendHead('end', call);
    refuseChunk(this.#response, 'end', call);
    this.#status = undefined;
    const result = this.#ask({ headersSent: true });
    if (!(result instanceof Promise)) return this.#passEnd(call, below);
    const passFirst = (): unknown => this.#passEnd(call, below);
    const passNext = (kept: KeptCall): unknown => this.receive(kept.name, kept.call);
    return this.#wait(result, 'end', call, () => this.#kept.replay(passFirst, passNext));
  }

  #ask(call: Omit<CommitCall, 'status'> & Partial<CommitCall>): CommitResult | Promise<CommitResult> {
    try {
      return this.#commit({ status: this.#response.statusCode, ...call });
    } catch (error) {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- whatever it is, it is passed on as it came
      return Promise.reject(error);
    }
  }

  /** A client that leaves a stream ends it, as far as the session goes: what changed until now is stored. */
  #leave(): void {
    const isStreaming = this.#phase === 'sent' || (this.#phase === 'watching' && isHeadSent(this.#response));
    this.#hasLeft = true;
    if (!isStreaming) return;
    this.#phase = 'passed';
    this.#commitUnheard();
  }

  /** The last commit of a response that goes no further. Its failure has its event, and there is nobody to answer. */
  #commitUnheard(call: Partial<CommitCall> = {}): void {
    Promise.resolve(this.#ask({ headersSent: true, ...call })).catch(() => undefined);
  }

  #passHead(name: SendingCallName, call: readonly unknown[], result: CommitResult): unknown {
    const headed = withSessionHead(this.#response, name, call, result);
    this.#phase = name === 'end' ? 'passed' : 'sent';
    try {
      return this.#layer.pass(name, headed);
    } catch (error) {
      if (!isHeadSent(this.#response)) this.#phase = 'watching';
      throw error;
    } finally {
      if (this.#phase === 'passed') this.#layer.takeOff();
      else if (this.#phase === 'sent') this.#layer.takeOff({ keep: 'end' });
    }
  }

  #passEnd(call: readonly unknown[], below: Below): unknown {
    this.#phase = 'passed';
    return below(call);
  }

  #wait(
    stored: Promise<CommitResult>,
    name: SendingCallName,
    call: readonly unknown[],
    go: (result: CommitResult) => void,
  ): unknown {
    this.#phase = 'waiting';
    if (this.#status !== undefined) this.#appearance.markHeadOut();
    const release = (result: CommitResult): void => {
      if (this.#abandonedWith) return this.#fail(this.#abandonedWith.error);
      this.#appearance.clear();
      go(result);
    };
    stored
      .then(release, (error: unknown) => this.#fail(error))
      // What has been stored cannot be sent: Node refuses a call, or somebody's listener throws.
      .catch((error: unknown) => this.#fail(error, { isNews: true }))
      // Not even an error page can be sent.
      .catch(reportError);
    return this.#keep(name, call);
  }

  #keep(name: SendingCallName, call: readonly unknown[]): unknown {
    if (name === 'writeHead' && !this.#kept.isEmpty) {
      // Wrappers that look at Node's own `_header`, which is not there yet, imply the head again with every write.
      if (call.length === 1 && call[0] === this.#status) return this.#response;
      throw headersSentError('write', this.#response);
    }
    refuseChunk(this.#response, name, call);
    this.#kept.keep(name, call);
    if (name === 'end') this.#appearance.markEnded();
    this.#owesDrain ||= this.#kept.isFull;
    return answerOf(name, this.#response, { mayGoOn: !this.#kept.isFull });
  }

  #release(result: CommitResult): void {
    const response = this.#response;
    const late = response.statusCode;
    const passFirst = ({ name, call }: KeptCall): unknown => {
      // Changed after the head was decided: it must not reach the client, and is there for whoever reads it afterwards.
      if (late !== this.#status) response.statusCode = this.#status!;
      const answer = this.#passHead(name, call, result);
      if (late !== this.#status) response.statusCode = late;
      return answer;
    };
    const last = this.#kept.replay(passFirst, ({ name, call }) => this.receive(name, call));
    if (this.#owesDrain && this.#phase === 'sent' && last !== false) response.emit('drain');
    this.#owesDrain = false;
    if (this.#hasLeft) this.#leave();
  }

  /** Answers with an error before any handler has run. */
  refuse(error: unknown): void {
    this.#fail(error, { isNews: true, hasEnded: true });
  }

  /** Answers with an error in place of a handler that has failed. What it changed is dropped, unless it has ended its response. */
  abandon(error: unknown): void {
    if (this.#phase === 'waiting' && !this.#kept.includesEnd) this.#abandonedWith = { error };
    if (this.#phase !== 'watching' && this.#phase !== 'sent') return;
    this.#commitUnheard({ status: 500 });
    this.#fail(error);
  }

  #fail(error: unknown, { isNews = false, hasEnded = this.#kept.includesEnd } = {}): void {
    this.#appearance.clear();
    this.#kept.discard(error);
    this.#owesDrain = false;
    // What follows is an error page, and nobody commits what the handler still changes.
    if (isNews) this.#commitUnheard({ status: 500 });
    this.#errorAnswer.give(this, { error, isNews, hasEnded, isCovered: this.#layer.isCovered });
  }

  get isWatching(): boolean {
    return this.#phase === 'watching';
  }

  watch(): void {
    this.#phase = 'watching';
  }

  pass(name: SendingCallName, call: readonly unknown[]): unknown {
    this.#phase = 'passed';
    return this.#layer.pass(name, call);
  }

  close(): void {
    this.#phase = 'failed';
    this.#appearance.markReplaced();
  }
}
