import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express5, { type RequestHandler } from 'express';
import express4 from 'express4';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { sessionMiddleware } from '../../src/node/index.js';
import { cookiesOf, headerOf } from './compare.js';
import { turns } from './fake-sessions.js';
import { watchProcess } from './process-reports.js';
import { exchange, type RawRequest, type WireResponse } from './raw-client.js';
import { serving } from './serve.js';

interface Data {
  visits: number;
}

const reports = watchProcess();
const down = new StoreError('the store is down', { outcome: 'not-applied' });
const Cookie = `sid=${'a'.repeat(32)}`;

let store: MemorySessionStore;
let sessions: SessionManager<Data>;
let loads: number;

beforeEach(() => {
  store = new MemorySessionStore();
  sessions = new SessionManager<Data>({ store });
  loads = 0;
  const { load } = store;
  store.load = (...call) => {
    loads++;
    return load.apply(store, call);
  };
});

const goDown = (): void => {
  store.load = () => Promise.reject(down);
  store.create = () => Promise.reject(down);
  store.delete = () => Promise.reject(down);
};

async function responseOf(listener: RequestListener, request: RawRequest = {}): Promise<WireResponse> {
  const [response] = await serving(listener, async (port) => {
    const responses = await exchange(port, [{ headers: { Cookie }, ...request }]);
    await turns();
    return responses;
  });
  return response!;
}

/** A handler as a README shows it. */
const visit: RequestHandler = async (request, response) => {
  const session = await sessions.get(request);
  response.send(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
};

const statusOf = ({ statusLine }: WireResponse): string => statusLine.split(' ')[1]!;

function expressWith(handler: RequestHandler, { express = express4, isNested = false } = {}): RequestListener {
  const outer = express();
  outer.set('env', 'test');
  outer.use(sessionMiddleware(sessions));
  const app = isNested ? express() : outer;
  if (isNested) outer.use(app);
  app.all('/', handler);
  return outer;
}

/** A chain like Connect, which ignores what a handler returns. */
function connectWith(handler: (request: IncomingMessage, response: ServerResponse) => unknown): RequestListener {
  const middleware = sessionMiddleware(sessions);
  return (request, response) => {
    Object.assign(request, { originalUrl: request.url });
    function next(failure?: unknown): void {
      if (failure) response.writeHead((failure as StoreError).status).end('failed');
      else handler(request, response);
    }
    middleware(request, response, next);
  };
}

const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const session = await sessions.get(request);
  response.end(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
};

describe('a chain that ignores the promise of a handler', () => {
  const chains: Record<string, () => RequestListener> = {
    'Express 4': () => expressWith(visit),
    'Express 4, with a nested application': () => expressWith(visit, { isNested: true }),
    'a chain like Connect': () => connectWith(respond),
  };

  it.each(Object.entries(chains))(
    'responds with 503 and keeps the process alive when the store is down: %s',
    async (_name, build) => {
      goDown();
      for (const method of ['GET', 'POST', 'HEAD']) {
        expect(statusOf(await responseOf(build(), { method }))).toBe('503');
      }
      expect(reports.fatal).toEqual([]);
    },
  );

  it.each(Object.entries(chains))(
    'loads once for a request with a cookie, and never for one without: %s',
    async (_name, build) => {
      expect([statusOf(await responseOf(build())), loads]).toEqual(['200', 1]);
      const first = await responseOf(build(), { headers: {} });
      expect([first.body.toString(), cookiesOf(first).length, loads]).toEqual(['Visit 1', 1, 1]);
      const second = await responseOf(build(), { headers: { Cookie: cookiesOf(first)[0]! } });
      expect([second.body.toString(), headerOf(second, 'vary'), loads]).toEqual(['Visit 2', 'Cookie', 2]);
    },
  );

  it('sets no caching header and does not renew if no handler used the session', async () => {
    const { key } = await sessions.create({ owner: 'alice' });
    const clock = Date.now() + 13 * 86_400_000;
    const later = new SessionManager<Data>({ store, clock: () => clock });
    const touch = vi.spyOn(store, 'touch');
    const app = express4();
    app.use(sessionMiddleware(later));
    app.get(
      '/',
      (_request, response) => void response.set('Cache-Control', 'public, max-age=60').send('a page for all'),
    );
    app.get('/own', (request, response) => void response.send(String(later.peek(request)?.owner)));
    const headers = { Cookie: `sid=${key}` };
    const untouched = await responseOf(app, { headers });
    expect([headerOf(untouched, 'vary'), headerOf(untouched, 'cache-control'), touch.mock.calls]).toEqual([
      undefined,
      'public, max-age=60',
      [],
    ]);
    const own = await responseOf(app, { path: '/own', headers });
    expect([own.body.toString(), headerOf(own, 'vary'), touch.mock.calls.length]).toEqual(['alice', 'Cookie', 1]);
  });

  it('does not load for OPTIONS', async () => {
    goDown();
    expect(
      statusOf(
        await responseOf(
          expressWith((_request, response) => void response.send('ok')),
          { method: 'OPTIONS' },
        ),
      ),
    ).toBe('200');
  });
});

describe('a chain that handles rejections', () => {
  it('does not load a session that no handler opens', async () => {
    const untouched: RequestHandler = (_request, response) => void response.send('ok');
    const plain: RequestListener = (request, response) =>
      sessionMiddleware(sessions)(request, response, (failure) => response.end(String(failure)));
    for (const listener of [expressWith(untouched, { express: express5 }), plain]) {
      expect(statusOf(await responseOf(listener))).toBe('200');
    }
    expect(loads).toBe(0);
  });

  it('loads as the option load says, as does Express 4', async () => {
    const untouched: RequestHandler = (_request, response) => void response.send('ok');
    for (const [express, load, expected] of [
      [express4, 'lazy', 0],
      [express5, 'eager', 1],
    ] as const) {
      loads = 0;
      const app = express();
      app.use(sessionMiddleware(sessions, { load }));
      app.get('/', untouched);
      await responseOf(app);
      expect(loads).toBe(expected);
    }
  });
});
