import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request of `node:http`, of `node:http2`'s compatibility API, or of a framework that builds on them. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** The response that belongs to a {@link NodeRequest}. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** Calls the next middleware or, with an error, the error handlers. */
export type NextFunction = (error?: unknown) => void;

export type SendingFunction = (...args: unknown[]) => unknown;

/** The functions that send something, on both kinds of response and on whatever wraps them. */
interface SendingFunctions {
  writeHead(...args: unknown[]): unknown;
  write(...args: unknown[]): unknown;
  end(...args: unknown[]): unknown;
  flushHeaders?(...args: unknown[]): unknown;
  /** Added by `compression`: sends what its stream has buffered. */
  flush?(...args: unknown[]): unknown;
}

export type SendingName = keyof SendingFunctions;

export const sendingNames: readonly SendingName[] = ['writeHead', 'write', 'end', 'flushHeaders', 'flush'];

/** One call of such a function. */
export interface SendingCall {
  readonly name: SendingName;
  readonly args: readonly unknown[];
}

export type HeaderValue = number | string | readonly string[];

export type Headers = Readonly<Record<string, HeaderValue | undefined>>;

/** What holding a response uses of it: one view of the responses of http and http2, whose own types share little. */
export interface HoldableResponse extends EventEmitter, SendingFunctions {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  /** Deprecated, and the only other property of http2 besides `writableEnded` that says so. */
  readonly finished: boolean;
  getHeader(name: string): HeaderValue | undefined;
  getHeaders(): Headers;
  hasHeader(name: string): boolean;
  setHeader(name: string, value: number | string | string[]): unknown;
  removeHeader(name: string): void;
  destroy(): unknown;
  readonly socket: { destroy(): unknown } | null;
}

/** Whether it is a response of http2, which has no status message, and other codes for some errors. */
export function isHttp2(response: object): response is Http2ServerResponse {
  return 'stream' in response;
}
