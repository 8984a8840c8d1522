import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request of `node:http`, of `node:http2`'s compatibility API, or of a framework that builds on them. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** The response that belongs to a {@link NodeRequest}. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** Goes on to the next middleware; with an error, to the error handlers. */
export type NextFunction = (error?: unknown) => void;

/** The calls that send something, as both kinds of response and whoever wraps them have them. */
interface SendingCalls {
  writeHead(...call: unknown[]): unknown;
  write(...call: unknown[]): unknown;
  end(...call: unknown[]): unknown;
  flushHeaders?(...call: unknown[]): unknown;
  /** Put there by `compression`: pushes out what its stream still holds. */
  flush?(...call: unknown[]): unknown;
}

export type SendingCallName = keyof SendingCalls;

export const sendingCalls: readonly SendingCallName[] = ['writeHead', 'write', 'end', 'flushHeaders', 'flush'];

export type Call = (...call: unknown[]) => unknown;

export type HeaderValue = number | string | readonly string[];

/** What holding a response touches; one view on the responses of http and http2, whose own types share little. */
export interface HoldableResponse extends EventEmitter, SendingCalls {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  /** Deprecated, and all that http2 has beside `writableEnded`. */
  readonly finished: boolean;
  getHeader(name: string): HeaderValue | undefined;
  getHeaders(): { readonly [name: string]: HeaderValue | undefined };
  hasHeader(name: string): boolean;
  setHeader(name: string, value: number | string | string[]): unknown;
  removeHeader(name: string): void;
  destroy(): unknown;
  readonly socket: { destroy(): unknown } | null;
}

/** Whether it is a response of http2, where nothing has a status message and some errors have other names. */
export function isHttp2(response: object): response is Http2ServerResponse {
  return 'stream' in response;
}
