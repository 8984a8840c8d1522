import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastifyCookie from '@fastify/cookie';
import fastifySession from '@fastify/session';
import { expressStore } from '@sess/express-session';
import express, { type ErrorRequestHandler } from 'express';
import expressSession from 'express-session';
import fastify from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { PrismaSessionStore } from '../src/index.js';
import type { Backend } from './backends/backend.js';
import { onEachDatabase } from './backends/each-backend.js';

type Done = (error?: unknown) => void;
type Store = ReturnType<typeof expressStore>;

/** `req.session` of both middlewares, as the handlers here use it. */
interface TestSession {
  user?: string;
  cart?: Record<string, number>;
  save(done: Done): unknown;
  regenerate(done: Done): unknown;
  destroy(done: Done): unknown;
}

interface TestRequest {
  readonly session: TestSession;
}

/** What a request does, and responds with. A test chooses it by the path. */
type Handlers = Record<string, (request: TestRequest) => unknown>;

/** Serves one process of an application. Returns its address. */
type Mount = (store: Store, handlers: Handlers) => Promise<string>;

const usual = { secret: 'a secret with thirty-two characters', saveUninitialized: false };
const cookie = { secure: false, maxAge: 3_600_000 };

const mounts: readonly (readonly [string, Mount])[] = [
  [
    'express-session',
    async (store, handlers) => {
      const app = express();
      app.use(expressSession({ ...usual, cookie, resave: false, store }));
      app.get('/:what', async (request, response) => {
        response.json((await handlers[request.params.what]!(request)) ?? null);
      });
      const report: ErrorRequestHandler = (error: { status?: number }, _request, response, next) => {
        if (response.headersSent) next(error);
        else response.status(error.status ?? 500).json(null);
      };
      app.use(report);
      const server = createServer(app as RequestListener);
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      onTestFinished(() => void server.close());
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
  ],
  [
    '@fastify/session',
    async (store, handlers) => {
      const app = fastify();
      await app.register(fastifyCookie);
      await app.register(fastifySession, { ...usual, cookie, store });
      app.get<{ Params: { what: string } }>(
        '/:what',
        async (request) => (await handlers[request.params.what]!(request)) ?? null,
      );
      onTestFinished(() => app.close());
      return app.listen({ port: 0, host: '127.0.0.1' });
    },
  ],
];

/** A visitor with a session, and two processes of an application with connections of their own. */
async function setUp(backend: Backend, mount: Mount) {
  const handlers: Handlers = {
    begin: ({ session }) => Object.assign(session, { user: 'alice', cart: { apple: 1 } }) && null,
    read: ({ session: { user, cart } }) => ({ user, cart }),
    end: ({ session }) => settled((done) => session.destroy(done)),
  };
  const open = () => mount(expressStore(new PrismaSessionStore(backend.connect().session)), handlers);
  const origins = [await open(), await open()] as const;
  let held = '';
  const visit = async (process: 0 | 1, what: string, sent = held) => {
    const response = await fetch(`${origins[process]}/${what}`, { headers: sent ? { cookie: sent } : {} });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) held = set.split(';')[0]!;
    return { status: response.status, body: await response.json() };
  };
  await visit(0, 'begin');
  return { handlers, visit, cookie: () => held };
}

function settled(run: (done: Done) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    run((error) => (error instanceof Error ? reject(error) : resolve()));
  });
}

onEachDatabase('expressStore', (backend) => {
  it.each(mounts)('keeps what two processes change at once, with %s', async (_middleware, mount) => {
    const { handlers, visit } = await setUp(backend(), mount);
    handlers['slow'] = async ({ session }) => {
      await visit(1, 'quick');
      session.cart!['pear'] = 2;
      delete session.cart!['apple'];
    };
    handlers['quick'] = ({ session }) => void (session.cart!['plum'] = 3);
    expect((await visit(0, 'slow')).status).toBe(200);
    expect((await visit(1, 'read')).body).toEqual({ user: 'alice', cart: { pear: 2, plum: 3 } });
  });

  it.each(mounts)('brings back no session that has ended, with %s', async (_middleware, mount) => {
    const { handlers, visit, cookie: current } = await setUp(backend(), mount);
    const sent = current();
    handlers['slow'] = async ({ session }) => {
      await visit(1, 'end');
      session.user = 'bob';
      await settled((done) => session.save(done));
    };
    // The middleware may try again to store what it could not, and end the connection.
    const late = await visit(0, 'slow', sent).catch(() => ({ status: 409 }));
    expect(late.status).toBe(409);
    expect((await visit(1, 'read', sent)).body).toEqual({});
  });

  it.each(mounts)('ends the former session with regenerate, with %s', async (_middleware, mount) => {
    const { handlers, visit, cookie: current } = await setUp(backend(), mount);
    const former = current();
    handlers['login'] = async (request) => {
      await settled((done) => request.session.regenerate(done));
      request.session.user = 'bob';
    };
    await visit(0, 'login');
    const mine = current();
    expect((await visit(1, 'read', former)).body).toEqual({});
    expect((await visit(1, 'read', mine)).body).toEqual({ user: 'bob' });
  });
});
