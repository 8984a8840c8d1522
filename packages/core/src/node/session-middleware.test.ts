import { createServer, type RequestListener, type Server, type ServerResponse, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express, type Request } from 'express';
import express4 from 'express4';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SessionError, StoreError } from '../contract/errors.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from '../manager/session-manager.js';
import { sessionMiddleware, type SessionMiddlewareOptions, withSession } from './index.js';

let store: MemorySessionStore;
let sessions: SessionManager<{ visits: number }>;
let server: Server | undefined;

beforeEach(() => {
  store = new MemorySessionStore();
  sessions = new SessionManager({ store });
});

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => {
    server!.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function shop(build: (app: Express) => void): Promise<string> {
  const app = express();
  app.use(sessionMiddleware(sessions));
  build(app);
  return listen(app);
}

describe('sessionMiddleware', () => {
  it.each<[string, unknown[]]>([
    ['app.use of Koa', [{ headers: {} }, () => Promise.resolve()]],
    ['app.use of Hono', [{ req: {} }, () => Promise.resolve()]],
    ['app.register of Fastify', [{ addHook: () => undefined }, {}, () => undefined]],
    ['app.addHook of Fastify', [{ headers: {}, raw: {} }, { raw: {} }, () => undefined]],
  ])('names the functions of other frameworks when it is called by %s', (_caller, given) => {
    const middleware = sessionMiddleware(sessions) as (...given: unknown[]) => void;
    expect(() => middleware(...given)).toThrow(/request and response of Node\. .*@sess\/core\/fastify, koa/);
  });

  it('sets no headers when the session was not used', async () => {
    const url = await shop((app) => app.get('/', (_request, response) => void response.send('ok')));
    const response = await fetch(url);
    expect([response.headers.get('vary'), response.headers.getSetCookie()]).toEqual([null, []]);
  });

  it('sets one cookie when the first value is stored, and reads the session from it', async () => {
    const url = await shop((app) =>
      app.get('/', async (request, response) => {
        const session = await sessions.get(request);
        response.json(session.update('visits', 0, (visits) => visits + 1));
      }),
    );
    const first = await fetch(url);
    expect(first.headers.getSetCookie()).toEqual([expect.stringMatching(/^sid=[a-z0-9]{32}; .*HttpOnly/)]);
    expect([first.headers.get('vary'), first.headers.get('cache-control')]).toEqual(['Cookie', 'private']);
    const cookie = first.headers.getSetCookie()[0]!.split(';')[0]!;
    const second = await fetch(url, { headers: { cookie } });
    expect([await second.json(), second.headers.getSetCookie()]).toEqual([2, []]);
  });

  it('passes a failed commit to the error handler, and sets no cookie', async () => {
    store.create = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    const url = await shop((app) =>
      app.get('/', async (request, response) => {
        (await sessions.get(request)).set('visits', 1);
        response.set('X-Page', 'cart').send('ok');
      }),
    );
    const response = await fetch(url);
    expect([
      response.status,
      response.headers.get('retry-after'),
      response.headers.get('x-page'),
      response.headers.getSetCookie(),
    ]).toEqual([503, '5', null, []]);
  });

  it('loads the session before the handler runs when it is eager, so that Express 4 sees a failed load', async () => {
    store.load = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    const app = express4();
    app.set('env', 'test');
    app.use(sessionMiddleware(sessions, { load: 'eager' }));
    app.get('/', (_request, response) => void response.send('ok'));
    const url = await listen(app);
    const response = await fetch(url, { headers: { cookie: `sid=${'a'.repeat(32)}` } });
    expect([response.status, response.headers.get('retry-after'), response.headers.getSetCookie()]).toEqual([
      503,
      '5',
      [],
    ]);
  });

  it('sends an error page when the store is down and there is no error handler', async () => {
    store.load = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    let runs = 0;
    const url = await listen(withSession(sessions, () => runs++, { load: 'eager' }));
    const response = await fetch(url, { headers: { cookie: `sid=${'a'.repeat(32)}` } });
    expect([response.status, response.headers.get('retry-after'), await response.text(), runs]).toEqual([
      503,
      '5',
      'Service Unavailable\n',
      0,
    ]);
  });

  it('sets caching headers for an eagerly loaded session only when the handler used it', async () => {
    const pages: Record<string, (request: object, response: ServerResponse) => unknown> = {
      '/untouched': (_request, response) => response.end('ok'),
      '/untouched-stream': (_request, response) => (response.write('o'), response.end('k')),
      '/unread': async (request, response) => {
        await sessions.get(request);
        response.end('ok');
      },
      '/read': async (request, response) => response.end((await sessions.get(request)).owner ?? 'guest'),
      '/peeked': (request, response) => response.end(sessions.peek(request)!.owner ?? 'guest'),
      '/read-late': async (request, response) => {
        const session = await sessions.get(request);
        response.write('Hello ');
        response.end(session.owner ?? 'guest');
      },
    };
    const handle = (request: IncomingMessage, response: ServerResponse) => pages[request.url!]!(request, response);
    const url = await listen(withSession(sessions, handle, { load: 'eager' }));
    const headersOf: Record<string, unknown> = {};
    for (const path of Object.keys(pages)) {
      const { headers } = await fetch(new URL(path, url));
      headersOf[path] = [headers.get('vary'), headers.get('cache-control')];
    }
    const isPrivate = ['Cookie', 'private'];
    expect(headersOf).toEqual({
      '/untouched': [null, null],
      '/untouched-stream': [null, null],
      '/unread': [null, null],
      '/read': isPrivate,
      '/peeked': isPrivate,
      '/read-late': isPrivate,
    });
  });

  it('makes peek return the session in a synchronous handler when it is eager', async () => {
    const url = await listen(
      withSession(
        sessions,
        (request: object, response: ServerResponse) => response.end(String(sessions.peek(request)?.isNew)),
        {
          load: 'eager',
        },
      ),
    );
    expect(await (await fetch(url)).text()).toBe('true');
  });

  it('works without next', async () => {
    const middleware = sessionMiddleware(sessions);
    const url = await listen((request, response) => {
      middleware(request, response);
      sessions.get(request).then(
        (session) => response.end(String(session.update('visits', 0, (visits) => visits + 1))),
        () => response.destroy(),
      );
    });
    const response = await fetch(url);
    expect([await response.text(), response.headers.getSetCookie().length]).toEqual(['1', 1]);
  });

  it('trusts a proxy by the setting of Express or by isSecure', async () => {
    const headers = { 'x-forwarded-proto': 'https' };
    const cookieOf = async (
      build: (app: Express) => void,
      options: SessionMiddlewareOptions = {},
    ): Promise<string | undefined> => {
      const app = express();
      build(app);
      app.use(sessionMiddleware(sessions, options));
      app.get('/', async (request, response) => {
        (await sessions.get(request)).set('visits', 1);
        response.send('ok');
      });
      const [cookie] = (await fetch(await listen(app), { headers })).headers.getSetCookie();
      server?.close();
      return cookie?.split('=')[0];
    };
    const warnings: string[] = [];
    sessions.on('insecure', ({ setting }) => warnings.push(setting));
    expect(await cookieOf((app) => app.set('trust proxy', true))).toBe('__Host-sid');
    expect(
      await cookieOf(() => undefined, { isSecure: (request: Request) => request.get('X-Forwarded-Proto') === 'https' }),
    ).toBe('__Host-sid');
    expect(warnings).toEqual([]);
    expect(await cookieOf(() => undefined)).toBe('sid');
    expect(warnings).toHaveLength(1);
  });

  it('refuses unknown options and invalid arguments, and names them', () => {
    const refusals: [() => unknown, RegExp][] = [
      [
        () => sessionMiddleware(sessions, { lod: 'eager' } as never),
        /sessionMiddleware\.lod is not a known option. Did you mean load/,
      ],
      [
        () => withSession(sessions, () => undefined, { secure: true } as never),
        /withSession\.secure is not a known option/,
      ],
      [() => sessionMiddleware(sessions, { load: 'lately' } as never), /load must be 'eager' or 'lazy'/],
      [() => sessionMiddleware(sessions, { isSecure: true } as never), /isSecure must be a function/],
      [() => sessionMiddleware({ store } as never), /first argument must be a SessionManager/],
      [() => sessionMiddleware(undefined as never), /first argument must be a SessionManager/],
    ];
    for (const [refused, message] of refusals) {
      expect(refused).toThrow(SessionError);
      expect(refused).toThrow(message);
    }
  });
});
