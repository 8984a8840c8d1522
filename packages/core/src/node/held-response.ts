import type { ServerResponse } from 'node:http';
import type { Commit, CommitResult } from '../http/request-binding.js';
import { answerFailure } from './answer-failure.js';
import { type HeadHeaders, type HeaderMethods, rememberHeaders, setHeadHeaders, setSessionHeaders } from './response-headers.js';

/** Hands an error to the framework's error handling. */
export type Next = (error?: unknown) => void;

type Method = 'writeHead' | 'write' | 'end' | 'flushHeaders';
const methods: readonly Method[] = ['writeHead', 'write', 'end', 'flushHeaders'];

/** Called as on any object; the response's own types have overloads that nobody needs here. */
type Call = (...args: unknown[]) => unknown;

/** A stream that is piped into the response. */
interface Source {
  unpipe(destination: unknown): unknown;
}

interface Held {
  readonly method: Method;
  readonly args: unknown[];
}

/**
 * Holds a response until what changed in the session is stored.
 *
 * The first call that would send something starts the commit; while it is under way, it and those that follow are kept and then
 * made again in their order, so that the response comes out as it would have. Only the instance is patched, and only when a handler
 * has asked for its session: an untouched request pays nothing, and the order of middleware such as `compression` does not matter.
 * Where there is nothing to store, calls go straight through.
 *
 * The pattern of `on-headers` cannot wait, and swapping sockets breaks pipelining (proved); Fastify's `hijack()` and http2's raw
 * stream go around any response object.
 */
export class HeldResponse {
  readonly #response: ServerResponse;
  readonly #commit: Commit;
  readonly #next: Next | undefined;
  readonly #restoreHeaders: () => void;
  /** What stood there before: the prototype's methods, or those of whoever wrapped the response earlier. */
  readonly #below: Readonly<Record<Method, Call>>;
  readonly #ours: Readonly<Record<Method, Call>>;
  readonly #headers: HeaderMethods;
  readonly #pipes: Source[] = [];
  #state: 'open' | 'holding' | 'through' | 'refusing' = 'open';
  #held: Held[] = [];
  /** A held `write` answered `false`, so somebody waits for `drain`. */
  #owesDrain = false;
  #ended = false;
  /** An error page has taken the place of the handler's answer, which may go on writing without knowing. */
  #replaced = false;

  constructor(response: ServerResponse, commit: Commit, next: Next | undefined) {
    this.#response = response;
    this.#commit = commit;
    this.#next = next;
    this.#restoreHeaders = rememberHeaders(response);
    const below = (name: Method): Call => (response[name] as Call).bind(response);
    const ours = (method: Method): Call => (...args) => this.#on({ method, args });
    this.#below = eachMethod(below);
    this.#ours = eachMethod(ours);
    this.#headers = {
      setHeader: response.setHeader.bind(response),
      getHeader: response.getHeader.bind(response),
      removeHeader: response.removeHeader.bind(response),
    };
    Object.assign(response, this.#ours);
    response.on('pipe', (source: Source) => this.#pipes.push(source));
  }

  #on(call: Held): unknown {
    if (this.#state === 'open') return this.#begin(call);
    if (this.#state === 'holding') return this.#hold(call);
    if (this.#state === 'refusing' || (this.#replaced && this.#response.writableEnded)) return this.#refuse(call);
    return this.#forward(call);
  }

  #begin(call: Held): unknown {
    const status = call.method === 'writeHead' ? Number(call.args[0]) : this.#response.statusCode;
    // Interim responses come before the answer, not instead of it; 101 is an answer.
    if (status < 200 && status !== 101) return this.#below[call.method](...call.args);
    requireChunk(call);
    let result: CommitResult | Promise<CommitResult>;
    try {
      result = this.#commit({ status, headersSent: false });
    } catch (error) {
      this.#hold(call);
      this.#fail(error);
      return answerOf(call, this.#response);
    }
    if (!(result instanceof Promise)) return this.#send(call, result);
    this.#state = 'holding';
    pretendSent(this.#response);
    result.then(
      (settled) => this.#release(settled),
      (error: unknown) => this.#fail(error),
    );
    return this.#hold(call);
  }

  #hold(call: Held): unknown {
    requireChunk(call);
    // Middleware asks for the head before each chunk as long as it sees none sent.
    if (call.method === 'writeHead' && this.#held.length > 0) return this.#response;
    this.#held.push(call);
    if (call.method === 'end') Object.defineProperty(this.#response, 'writableEnded', { configurable: true, value: true });
    if (call.method === 'write') this.#owesDrain = true;
    return answerOf(call, this.#response);
  }

  #release(result: CommitResult): void {
    const [first, ...rest] = this.#takeHeld();
    try {
      if (first) this.#send(first, result);
      for (const call of rest) this.#on(call);
      if (this.#owesDrain && !this.#ended && !this.#response.writableNeedDrain) this.#response.emit('drain');
    } catch (error) {
      // What the handler would have been told at its call, for instance of a header that Node refuses.
      this.#crash(error);
    }
  }

  /** Makes the call that carries the head. */
  #send({ method, args }: Held, result: CommitResult): unknown {
    this.#state = 'through';
    this.#ended ||= method === 'end';
    if (method !== 'writeHead') {
      setSessionHeaders(this.#headers, result);
      return this.#below[method](...args);
    }
    const message = typeof args[1] === 'string' ? [args[1]] : [];
    const headers = args[message.length + 1] as HeadHeaders | undefined;
    if (headers) setHeadHeaders(this.#headers, headers);
    setSessionHeaders(this.#headers, result);
    return this.#below.writeHead(args[0], ...message);
  }

  #forward(call: Held): unknown {
    if (call.method !== 'end' || this.#ended) return this.#below[call.method](...call.args);
    // The head is out and the body may have changed the session since: that is stored before the answer is complete.
    requireChunk(call);
    this.#ended = true;
    try {
      const result = this.#commit({ status: this.#response.statusCode, headersSent: true });
      if (!(result instanceof Promise)) return this.#below.end(...call.args);
      this.#state = 'holding';
      this.#hold(call);
      result.then(
        () => this.#finish(),
        (error: unknown) => this.#crash(error),
      );
    } catch (error) {
      this.#crash(error);
    }
    return this.#response;
  }

  #finish(): void {
    const held = this.#takeHeld();
    this.#state = 'through';
    for (const { method, args } of held) this.#below[method](...args);
  }

  #fail(error: unknown): void {
    const response = this.#response;
    const dropped = this.#takeHeld();
    const onTop = methods.every((method) => response[method] === this.#ours[method]);
    for (const source of this.#pipes) source.unpipe(response);
    this.#restoreHeaders();
    response.statusCode = 200;
    if ('statusMessage' in response && response.req.httpVersionMajor < 2) response.statusMessage = '';
    this.#replaced = true;
    if (this.#next && onTop) {
      // The error page is an answer of its own, whose commit has nothing to store.
      this.#state = 'open';
      this.#next(error);
    } else {
      // Whoever wrapped the response over us has begun to send: a page through them would come out half theirs.
      this.#state = 'refusing';
      answerFailure(response, this.#below.end, error);
    }
    for (const { args } of dropped) tell(args, error);
  }

  /** The head is out, so that all that is left is an answer that visibly breaks off. */
  #crash(error: unknown): void {
    const dropped = this.#takeHeld();
    this.#state = 'refusing';
    this.#response.destroy();
    for (const { args } of dropped) tell(args, error);
    this.#next?.(error);
  }

  #refuse({ method, args }: Held): unknown {
    tell(args, new Error('This answer was replaced by an error page.'));
    return method === 'write' ? false : this.#response;
  }

  #takeHeld(): Held[] {
    const held = this.#held;
    this.#held = [];
    stopPretending(this.#response);
    return held;
  }
}

const pretended = ['headersSent', 'writableEnded', 'setHeader', 'appendHeader', 'removeHeader', 'setHeaders'] as const;

/** To the application the head counts as sent from its call on, as it would without us. */
function pretendSent(response: ServerResponse): void {
  const refuse = (): never => {
    throw Object.assign(new Error('Cannot change headers after they are sent to the client'), { code: 'ERR_HTTP_HEADERS_SENT' });
  };
  for (const name of pretended) {
    if (name === 'writableEnded') continue;
    Object.defineProperty(response, name, { configurable: true, value: name === 'headersSent' ? true : refuse });
  }
}

function stopPretending(response: ServerResponse): void {
  for (const name of pretended) if (Object.hasOwn(response, name)) Reflect.deleteProperty(response, name);
}

function eachMethod(make: (method: Method) => Call): Record<Method, Call> {
  return { writeHead: make('writeHead'), write: make('write'), end: make('end'), flushHeaders: make('flushHeaders') };
}

function answerOf({ method }: Held, response: ServerResponse): unknown {
  if (method === 'flushHeaders') return undefined;
  return method === 'write' ? false : response;
}

/** Node refuses such a chunk at the call; later there is nobody to tell. */
function requireChunk({ method, args: [chunk] }: Held): void {
  if (method === 'end' && (chunk === undefined || chunk === null || typeof chunk === 'function')) return;
  if ((method !== 'write' && method !== 'end') || typeof chunk === 'string' || chunk instanceof Uint8Array) return;
  throw Object.assign(new TypeError('The chunk of a response must be a string or a Uint8Array.'), {
    code: chunk === null ? 'ERR_STREAM_NULL_VALUES' : 'ERR_INVALID_ARG_TYPE',
  });
}

function tell(args: readonly unknown[], error: unknown): void {
  const callback = args.findLast((arg) => typeof arg === 'function') as ((error: unknown) => void) | undefined;
  if (callback) process.nextTick(callback, error);
}
