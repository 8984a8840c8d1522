import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../contract/errors.js';
import { MemorySessionStore } from '../memory-session-store.js';
import { SessionManager } from '../session-manager.js';
import { sessionMiddleware } from './index.js';

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
  it('leaves an untouched response alone', async () => {
    const url = await shop((app) => app.get('/', (_request, response) => void response.send('ok')));
    const response = await fetch(url);
    expect([response.headers.get('vary'), response.headers.getSetCookie()]).toEqual([null, []]);
  });

  it('sets one cookie at the first value, and finds it again', async () => {
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

  it('hands a commit that failed to the error handler, and sets no cookie', async () => {
    store.create = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    const url = await shop((app) =>
      app.get('/', async (request, response) => {
        (await sessions.get(request)).set('visits', 1);
        response.set('X-Page', 'cart').send('ok');
      }),
    );
    const response = await fetch(url);
    expect([response.status, response.headers.get('retry-after'), response.headers.get('x-page'), response.headers.getSetCookie()]).toEqual(
      [503, '5', null, []],
    );
  });
});
