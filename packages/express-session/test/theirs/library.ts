import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import ourSession from '../../src/index.js';

/** Either of the two packages, by what an application written for express-session uses of it. */
export interface Library {
  readonly name: 'express-session' | '@sess/express-session';
  readonly session: SessionFunction;
}

interface SessionFunction {
  (options?: object): Middleware;
  readonly Session: new (...parameters: never[]) => object;
  readonly Store: new () => object;
  readonly MemoryStore: new () => CallbackStore;
  readonly Cookie: new (options?: object) => SessionCookie;
}

type Next = (error?: unknown) => void;
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;
export type Done = (error?: unknown) => void;

export interface SessionCookie {
  maxAge: number | null | undefined;
  expires: Date | null | undefined;
  originalMaxAge: number | null | undefined;
  httpOnly: boolean | undefined;
  secure: boolean | undefined;
  path: string | undefined;
  serialize(name: string, value: string): string;
}

export interface RequestSession {
  readonly id: string;
  readonly cookie: SessionCookie;
  regenerate(done: Done): unknown;
  destroy(done: Done): unknown;
  reload(done: Done): unknown;
  save(done?: Done): unknown;
  touch(): unknown;
  [dataKey: string]: unknown;
}

export interface StoredData {
  cookie: { expires: string | Date | null };
  [dataKey: string]: unknown;
}

/** The store that both packages export for development. */
export interface CallbackStore {
  get(id: string, done: (error: unknown, data?: StoredData) => void): void;
  set(id: string, data: object, done: Done): void;
  load(id: string, done: (error: unknown, session?: RequestSession) => void): void;
  all(done: (error: unknown, sessions?: object) => void): void;
  length(done: (error: unknown, length?: number) => void): void;
  clear(done: Done): void;
  emit(event: string): boolean;
}

/** A request behind the middleware. Applications also set `session` to `null`, and what a framework would set. */
export interface SessionRequest extends Omit<IncomingMessage, 'url'> {
  session: RequestSession;
  sessionID: unknown;
  secret?: string;
  secure?: unknown;
  url: string;
  originalUrl?: string;
}

// Its warnings that options were left out are what many of these applications do on purpose.
process.env['NO_DEPRECATION'] = 'express-session';

export const original: Library = {
  name: 'express-session',
  session: createRequire(import.meta.url)('express-session') as SessionFunction,
};

export const ours: Library = {
  name: '@sess/express-session',
  session: ourSession as unknown as SessionFunction,
};

/** Promises the result of a function that takes a callback. */
export function called<Result>(call: (done: (error: unknown, result?: Result) => void) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    call((error, result) => {
      if (error instanceof Error) reject(error);
      else resolve(result as Result);
    });
  });
}
