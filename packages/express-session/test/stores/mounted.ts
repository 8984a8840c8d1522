import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import fastify, { type FastifyPluginCallback } from 'fastify';
import { onTestFinished } from 'vitest';
import type { ManagerStore } from '../../src/store/manager-store.js';

// There are types for express-session, but they would change those of every request in this package.
const require = createRequire(import.meta.url);

type Done = (error?: unknown) => void;

/** `req.session` of both middlewares, as the handlers of these tests use it. */
export interface TestSession {
  user?: unknown;
  cart?: Record<string, number>;
  slow?: boolean;
  quick?: boolean;
  cookie: { maxAge?: number | null; originalMaxAge: number | null; expires?: Date | null };
  save(done: Done): unknown;
  reload(done: Done): unknown;
  regenerate(done: Done): unknown;
  destroy(done: Done): unknown;
}

interface TestRequest {
  session: TestSession;
}

export type Routes = Readonly<Record<string, (request: TestRequest) => unknown>>;

/** Mounts a middleware over a store. Returns the address. */
export type Mount = (store: ManagerStore, routes: Routes, options?: Record<string, unknown>) => Promise<string>;

const usual = { saveUninitialized: false, secret: 'a secret with thirty-two characters' };

export const mountExpress: Mount = (store, routes, options = {}) => {
  const session = require('express-session') as (options: object) => RequestHandler;
  return serve(session({ ...usual, resave: false, cookie: { maxAge: 3_600_000 }, store, ...options }), routes);
};

/** Serves the routes behind a middleware on Express 5. Returns the address. */
export async function serve(middleware: RequestHandler, routes: Routes): Promise<string> {
  const app = express();
  app.use(middleware);
  for (const [path, handler] of Object.entries(routes)) {
    app.get(path, async (request, response) => {
      response.json((await handler(request as unknown as TestRequest)) ?? null);
    });
  }
  const report: ErrorRequestHandler = (error: { status?: number; code?: string }, _request, response, next) => {
    if (response.headersSent) next(error);
    else response.status(error.status ?? 500).json({ code: error.code });
  };
  app.set('env', 'test').use(report);
  const server = createServer(app);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const mountFastify: Mount = async (store, routes, options = {}) => {
  const app = fastify();
  const cookie = { secure: false, maxAge: 3_600_000 };
  await app.register(require('@fastify/cookie') as FastifyPluginCallback);
  await app.register(require('@fastify/session') as FastifyPluginCallback<Record<string, unknown>>, {
    ...usual,
    cookie,
    store,
    ...options,
  });
  for (const [path, handler] of Object.entries(routes))
    app.get(path, async (request) => (await handler(request as unknown as TestRequest)) ?? null);
  onTestFinished(() => app.close());
  return app.listen({ port: 0, host: '127.0.0.1' });
};

/** Calls a method with a callback. */
export function call(run: (done: Done) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    run((error) => (error instanceof Error ? reject(error) : resolve()));
  });
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly setCookie: string | undefined;
}

/** A browser with one cookie. */
export class Visitor {
  cookie: string | undefined;

  /** Returns another one with the same cookie, for what the browser sends at once. */
  twin(): Visitor {
    return Object.assign(new Visitor(), { cookie: this.cookie });
  }

  async get(url: string): Promise<Reply> {
    const response = await fetch(url, { headers: this.cookie === undefined ? {} : { cookie: this.cookie } });
    const [setCookie] = response.headers.getSetCookie();
    if (setCookie !== undefined) this.cookie = setCookie.split(';')[0];
    return { status: response.status, body: await response.json(), setCookie };
  }
}
