import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RawRequest } from './raw-client.js';

/** The argument of a handler of the matrix: one request, and a log of what a program can see of its response. */
export interface HandlerContext {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Opens the session, if the stack has sessions. */
  openSession(): Promise<unknown>;
  note(...what: unknown[]): void;
  /** Notes the code of the error that the call throws. */
  noteThrown(call: () => unknown): void;
}

/** One way in which applications use a response. */
export interface Case {
  readonly name: string;
  readonly handle: (context: HandlerContext) => unknown;
  /** @defaultValue one `GET /` */
  readonly requests?: readonly RawRequest[];
  /** Left out with `compression`, which has bugs of its own there. */
  readonly plainOnly?: boolean;
  /** Only the client's view is compared: with a session the error comes later than the call that caused it. */
  readonly clientOnly?: boolean;
}

export function createContext(
  request: IncomingMessage,
  response: ServerResponse,
  openSession: () => Promise<unknown>,
  log: unknown[],
): HandlerContext {
  const note = (...what: unknown[]): void => {
    log.push(what);
  };
  for (const event of ['finish', 'close'])
    response.on(event, () => note(event, response.writableFinished, response.statusCode));
  response.on('error', (error) => note('error', codeOf(error)));
  return {
    request,
    response,
    openSession,
    note,
    noteThrown(call) {
      try {
        call();
        note('nothing thrown');
      } catch (error) {
        note('thrown', codeOf(error));
      }
    },
  };
}

/** Returns the state of a response that a program can read. */
export function stateOf({ response }: HandlerContext): unknown[] {
  return [response.headersSent, response.writableEnded, response.statusCode];
}

export function codeOf(error: unknown): unknown {
  return error && typeof error === 'object' && 'code' in error ? error.code : error;
}
