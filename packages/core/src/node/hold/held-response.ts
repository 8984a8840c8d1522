import { reportError } from '#platform';
import type { CommitCall } from '../../http/request-binding.js';
import type { ResponseAdditions, ResponseCommit } from '../middleware-binding.js';
import type { HoldableResponse, SendingCall, SendingName } from '../node-exchange.js';
import { CallLayer } from './call-layer.js';
import type { ErrorResponder, ReplaceableHold } from './error-responder.js';
import { withSessionHead } from './head-headers.js';
import { HeldAppearance } from './held-appearance.js';
import { addHold, type CaughtCall, type Hold, isEnded, isHeadSent } from './holds.js';
import { discardCall, KeptCalls } from './kept-calls.js';
import { refuseChunk, refuseHead } from './node-errors.js';
import { type Phase, reactions } from './phases.js';

/**
 * Holds a response back before its first byte, and again before its last, until the session is stored.
 *
 * 1. `early-calls.ts` lets every response look for a hold when one of its sending functions is called.
 * 2. The first `sessions.get(request)` makes a `HeldResponse`, which `holds.ts` keeps on the response.
 * 3. If others have wrapped the response, `call-layer.ts` puts functions over theirs.
 * 4. Each call comes to `receive` or `receiveBeneath`. `phases.ts` is the table of what happens then.
 * 5. The first call commits. Until that has ended, `kept-calls.ts` keeps the calls, `held-appearance.ts` makes the
 *    response look sent (on Express by `held-prototype.ts`), and `node-errors.ts` throws what Node would.
 * 6. Once the session is stored, `head-headers.ts` adds its cookies to the head, and the kept calls are made.
 * 7. If storing fails, or the handler does, `error-responder.ts` puts an error page in place of the response.
 */
export class HeldResponse implements Hold, ReplaceableHold {
  readonly #response: HoldableResponse;
  readonly #commit: ResponseCommit;
  readonly #errorResponder: ErrorResponder;
  readonly #appearance: HeldAppearance;
  readonly #kept: KeptCalls;
  readonly #layer: CallLayer;
  #phase: Phase = 'unsent';
  #hasLeft = false;
  /** What the handler failed with while a commit was running. */
  #handlerError: { readonly error: unknown } | undefined;

  constructor(response: HoldableResponse, commit: ResponseCommit, errorResponder: ErrorResponder) {
    this.#response = response;
    this.#commit = commit;
    this.#errorResponder = errorResponder;
    this.#appearance = new HeldAppearance(response);
    this.#kept = new KeptCalls(response, this.#appearance);
    this.#layer = new CallLayer(response, this);
    response.on('close', () => this.#onClose());
    addHold(response, this);
  }

  receive({ name, args }: SendingCall): unknown {
    return this[this.#reactions().call]({ name, args, pass: (again) => this.#layer.pass(name, again) });
  }

  receiveBeneath(call: CaughtCall): unknown {
    return this.#layer.coversWrappers ? this[this.#reactions().callBeneath](call) : this.receive(call);
  }

  /** Responds with an error before any handler has run. */
  refuse(error: unknown): void {
    this.#fail(error, { isNews: true, hasEnded: true });
  }

  /** Responds with an error in place of a handler that has failed before it had ended its response. */
  abandon(error: unknown): void {
    const reaction = this.#reactions().failure;
    if (reaction) this[reaction](error);
  }

  #onClose(): void {
    const reaction = this.#reactions().close;
    if (reaction) this[reaction]();
  }

  #reactions(): (typeof reactions)[Phase] {
    // The head can be sent without the hold: before it was made, or with a function that the hold does not replace.
    if (this.#phase === 'unsent' && isHeadSent(this.#response)) this.#phase = 'streaming';
    return reactions[this.#phase];
  }

  commitHead(call: CaughtCall): unknown {
    const response = this.#response;
    const { name, args } = call;
    if (name === 'flush') return this.pass(call);
    this.#errorResponder.stopWaiting();
    if (name === 'flushHeaders') {
      // As Node's own does: `compression` wraps writeHead, and must choose an encoding before the body is kept beneath
      // it.
      response.writeHead(response.statusCode);
      if (this.#phase !== 'unsent') return this.receive(call);
    }
    if (this.#layer.isLowest) refuseHead(response, name, args);
    refuseChunk(response, name, args);
    if (name === 'writeHead') response.statusCode = Number(args[0]);
    const { statusCode } = response;
    const result = this.#ask({ headersSent: false, ...(name !== 'end' && { streams: true, endFollows: true }) });
    if (!(result instanceof Promise)) return this.#passHead(call, result);
    return this.#wait(result, call, statusCode, (stored) => this.#release(stored));
  }

  passOrCommitEnd(call: CaughtCall): unknown {
    if (call.name !== 'end') return this.pass(call);
    // Another manager beneath, whose commit failed, may have stopped the head. Then this is the end of another
    // response.
    if (!isHeadSent(this.#response)) return this.commitHead(call);
    refuseChunk(this.#response, call.name, call.args);
    const result = this.#ask({ headersSent: true });
    const passEnd = (): unknown => {
      this.#phase = 'done';
      return this.pass(call);
    };
    if (!(result instanceof Promise)) return passEnd();
    return this.#wait(result, call, undefined, () => this.#kept.replay(passEnd, (next) => this.receive(next)));
  }

  pass({ args, pass }: CaughtCall): unknown {
    return pass(args);
  }

  keep(call: SendingCall): unknown {
    return this.#kept.keep(call);
  }

  /** Once the head was sent, the calls of a wrapper belong to calls that have passed. */
  keepOrPass(call: CaughtCall): unknown {
    return this.#kept.headStatus !== undefined || call.name === 'end' ? this.keep(call) : this.pass(call);
  }

  discard(call: SendingCall): unknown {
    return discardCall(call, this.#response, new Error('An error page has taken the place of this response.'));
  }

  /** The calls of a wrapper send the error page, until it has ended. */
  discardAfterEnd(call: CaughtCall): unknown {
    return isEnded(this.#response) ? this.discard(call) : this.pass(call);
  }

  noteLeft(): void {
    this.#hasLeft = true;
  }

  /** To the session, a client that leaves a stream ends it: what has changed until now is stored. */
  commitRest(): void {
    this.#phase = 'done';
    this.#commitUnheard();
  }

  replaceNow(error: unknown): void {
    this.#commitUnheard({ status: 500 });
    this.#fail(error);
  }

  replaceLater(error: unknown): void {
    if (!this.#kept.includesEnd) this.#handlerError = { error };
  }

  #ask(call: Omit<CommitCall, 'status'> & Partial<CommitCall>): ResponseAdditions | Promise<ResponseAdditions> {
    try {
      return this.#commit({ status: this.#response.statusCode, ...call });
    } catch (error) {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- passed on as it was thrown, whatever it is
      return Promise.reject(error);
    }
  }

  /** Commits for the last time. An event reports a failure, because no response is left to carry it. */
  #commitUnheard(call: Partial<CommitCall> = {}): void {
    Promise.resolve(this.#ask({ headersSent: true, ...call })).catch(() => undefined);
  }

  #passHead({ name, args }: SendingCall, result: ResponseAdditions): unknown {
    const argsWithSession = withSessionHead(this.#response, name, args, result);
    this.#phase = name === 'end' ? 'done' : 'streaming';
    try {
      return this.#layer.pass(name, argsWithSession);
    } catch (error) {
      if (!isHeadSent(this.#response)) this.#phase = 'unsent';
      throw error;
    } finally {
      if (this.#phase === 'done') this.#layer.remove();
      else if (this.#phase === 'streaming') this.#layer.remove({ except: 'end' });
    }
  }

  #wait(
    stored: Promise<ResponseAdditions>,
    call: CaughtCall,
    headStatus: number | undefined,
    go: (result: ResponseAdditions) => void,
  ): unknown {
    this.#phase = 'storing';
    this.#kept.begin(headStatus);
    const release = (result: ResponseAdditions): void => {
      if (this.#handlerError) return this.#fail(this.#handlerError.error);
      this.#appearance.clear();
      go(result);
    };
    stored
      .then(release, (error: unknown) => this.#fail(error))
      // The session is stored, but the response cannot be sent: Node refuses a call, or a listener throws.
      .catch((error: unknown) => this.#fail(error, { isNews: true }))
      // Not even an error page can be sent.
      .catch(reportError);
    return this.keep(call);
  }

  #release(result: ResponseAdditions): void {
    const response = this.#response;
    const headStatus = this.#kept.headStatus!;
    const { statusCode } = response;
    const passFirst = (call: SendingCall): unknown => {
      // A status that was set after the head must not reach the client, but must be readable afterwards.
      if (statusCode !== headStatus) response.statusCode = headStatus;
      const returned = this.#passHead(call, result);
      if (statusCode !== headStatus) response.statusCode = statusCode;
      return returned;
    };
    const last = this.#kept.replay(passFirst, (call) => this.receive(call));
    this.#kept.drain({ takesMore: this.#phase === 'streaming' && last !== false });
    if (this.#hasLeft) this.#onClose();
  }

  #fail(error: unknown, { isNews = false, hasEnded = this.#kept.includesEnd } = {}): void {
    this.#appearance.clear();
    this.#kept.discard(error);
    // An error page follows. What the handler still changes is not committed.
    if (isNews) this.#commitUnheard({ status: 500 });
    this.#errorResponder.replace(this, { error, isNews, hasEnded, isWrapped: this.#layer.isWrapped });
  }

  get isUnsent(): boolean {
    return this.#phase === 'unsent';
  }

  reopen(): void {
    this.#phase = 'unsent';
  }

  sendBeneath(name: SendingName, args: readonly unknown[]): unknown {
    this.#phase = 'done';
    return this.#layer.pass(name, args);
  }

  discardRest(): void {
    this.#phase = 'failed';
    this.#appearance.markReplaced();
  }
}
