import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RawRequest } from './raw-client.js';

/** What a handler of the matrix is given: one request, and a diary of what a program can see of its response. */
export interface Scene {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Asks for the session, where there is one. */
  touch(): Promise<unknown>;
  note(...what: unknown[]): void;
  /** Notes by its code what the call throws. */
  noteThrown(call: () => unknown): void;
}

/** One thing that applications do with a response. */
export interface Case {
  readonly name: string;
  readonly handle: (scene: Scene) => unknown;
  /** @defaultValue one `GET /` */
  readonly requests?: readonly RawRequest[];
  /** Not with `compression`, which has errors of its own there. */
  readonly plainOnly?: boolean;
  /** Only the client sees the same: an error comes after the call that it belongs to. */
  readonly clientOnly?: boolean;
}

export function createScene(
  request: IncomingMessage,
  response: ServerResponse,
  touch: () => Promise<unknown>,
  diary: unknown[],
): Scene {
  const note = (...what: unknown[]): void => {
    diary.push(what);
  };
  for (const event of ['finish', 'close'])
    response.on(event, () => note(event, response.writableFinished, response.statusCode));
  response.on('error', (error) => note('error', codeOf(error)));
  return {
    request,
    response,
    touch,
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

/** What anybody can see of a response. */
export function lookAt({ response }: Scene): unknown[] {
  return [response.headersSent, response.writableEnded, response.statusCode];
}

export function codeOf(error: unknown): unknown {
  return error && typeof error === 'object' && 'code' in error ? error.code : error;
}
