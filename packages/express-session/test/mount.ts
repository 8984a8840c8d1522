import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { MemorySessionStore } from '@sess/core';
import express, { type Express } from 'express';
import supertest from 'supertest';
import { session, type ExpressSessionMiddleware } from '../src/session.js';
import type { SessionOptions } from '../src/options.js';
import type { Cookie } from '../src/cookie.js';
import type { Session } from '../src/session-object/session-class.js';

/** What the sessions of tests hold. */
interface TestData {
  user?: string;
  count?: number;
  one?: number;
  two?: number;
  cart: Record<string, number>;
  list: string[];
  passport?: { user?: unknown };
}

/** `req.session` in tests. */
type TestSession = Session & TestData & { cookie: Cookie };

export type TestRequest = Omit<IncomingMessage, 'session'> & {
  session: TestSession | null | undefined;
  sessionID: string;
  sessionStore: object;
};

export type Handler = (request: TestRequest & { session: TestSession }, response: ServerResponse) => unknown;

/** Options that say nothing special. */
export const usual = { secret: 'keyboard cat', saveUninitialized: false, resave: false } as const;

/** An application whose handlers are chosen by each request of a test. */
export interface Mounted {
  readonly app: Express;
  readonly middleware: ExpressSessionMiddleware;
  readonly store: MemorySessionStore;
  readonly time: { now: number };
  /** Returns a browser. */
  browser(): TestBrowser;
}

export interface TestBrowser {
  /** Sends a request that this handler responds to. If it returns a text, that is the body. */
  visit(handler: Handler, request?: Partial<Sent>): Promise<supertest.Response>;
  readonly agent: ReturnType<typeof supertest.agent>;
}

interface Sent {
  readonly path: string;
  readonly method: 'get' | 'head' | 'options' | 'post';
  readonly headers: Readonly<Record<string, string>>;
}

/** Mounts the middleware on Express 5, with a store in memory and a clock that the test moves. */
export function mount(options: SessionOptions = {}, prepare: (app: Express) => void = () => undefined): Mounted {
  const time = { now: Date.now() };
  const clock = (): number => time.now;
  const store = new MemorySessionStore({ clock });
  const isManager = options.store !== undefined;
  const middleware = session({ ...usual, ...(!isManager && { store, clock }), ...options });
  const app = express();
  app.disable('x-powered-by').disable('etag');
  prepare(app);
  app.use(middleware);
  return { app, middleware, store, time, browser: () => browserOf(app) };
}

let count = 0;

/** Returns a browser of an application that has no handlers of its own. */
export function browserOf(app: Express): TestBrowser {
  const handlers = new Map<string, Handler>();
  app.use((request, response, next) => {
    const handler = handlers.get(request.get('x-handler') ?? '');
    if (!handler) return next();
    const answer = (text: unknown): void => {
      if (!response.writableEnded && !response.headersSent) response.end(typeof text === 'string' ? text : '');
    };
    return Promise.resolve(handler(request as never, response)).then(answer);
  });
  const agent = supertest.agent(app as RequestListener);
  return {
    agent,
    async visit(handler, { path = '/', method = 'get', headers = {} } = {}) {
      const name = String(++count);
      handlers.set(name, handler);
      return agent[method](path).set({ 'x-handler': name, ...headers });
    },
  };
}

/** Returns the `Set-Cookie` lines of a response. */
export function setCookies(response: supertest.Response): readonly string[] {
  return (response.headers['set-cookie'] ?? []) as unknown as readonly string[];
}
