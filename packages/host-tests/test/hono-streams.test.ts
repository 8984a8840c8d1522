import { once } from 'node:events';
import { request as requestByHand } from 'node:http';
import { upgradeWebSocket } from '@hono/node-server';
import { honoSession } from '@sess/core/hono';
import { type Context, Hono } from 'hono';
import { stream, streamSSE, streamText } from 'hono/streaming';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { cookiesOf, eventually, HonoShop, serveHono } from './hono-shop.js';

let shop: HonoShop;
let app: Hono;

beforeEach(() => {
  shop = new HonoShop();
  app = new Hono();
  app.use(honoSession(shop.sessions));
});
afterEach(() => {
  vi.restoreAllMocks();
});

type Work = (session: Awaited<ReturnType<typeof shop.sessions.get>>) => unknown;

/** How a handler streams a body, and does something in the middle of it. */
const helpers: Readonly<Record<string, (c: Context, work: () => unknown) => Response>> = {
  stream: (c, work) =>
    stream(c, async (out) => {
      await out.write('first ');
      await work();
      await out.write('last');
    }),
  streamText: (c, work) =>
    streamText(c, async (out) => {
      await out.write('first ');
      await work();
      await out.write('last');
    }),
  streamSSE: (c, work) =>
    streamSSE(c, async (out) => {
      await out.writeSSE({ data: 'first' });
      await work();
      await out.writeSSE({ data: 'last' });
    }),
};

describe.each(Object.keys(helpers))('%s', (name) => {
  /** Sends a request to a page that streams. */
  async function play({ cookie = '', before, work }: { cookie?: string; before?: Work; work?: Work }) {
    app.get('/', async (c) => {
      const session = await shop.sessions.get(c);
      before?.(session);
      return helpers[name]!(c, () => work?.(session));
    });
    const site = await serveHono(app);
    const response = await site.send('/', { headers: { cookie } });
    const body = await response.text();
    await site.close();
    expect([response.status, body]).toEqual([200, expect.stringMatching(/first[^]*last/)]);
    return response;
  }

  it('stores what changed before the headers before they are sent', async () => {
    let stored: readonly string[] = [];
    const response = await play({
      before: (session) => session.set('visits', 1),
      work: () => {
        stored = [...shop.calls];
      },
    });
    expect([stored, cookiesOf(response).length]).toEqual([['create'], 1]);
    expect([response.headers.get('vary'), response.headers.get('cache-control')]).toEqual([
      'Cookie',
      expect.stringContaining('private'),
    ]);
  });

  it('stores what changes while it streams', async () => {
    const cookie = await shop.visitor();
    await play({ cookie, work: (session) => session.set('visits', 5) });
    await eventually(async () => expect(await shop.visits(cookie)).toBe(5));
  });

  it('refuses a change that would need a cookie while it streams', async () => {
    let error: unknown;
    const response = await play({
      work(session) {
        try {
          session.signIn('alice');
        } catch (thrown) {
          error = thrown;
        }
      },
    });
    expect([error, cookiesOf(response)]).toEqual([expect.objectContaining({ code: 'WRONG_TIME' }), []]);
  });

  it('reports a change that could not be stored while it streams by an unsaved event', async () => {
    const cookie = await shop.visitor();
    await play({
      cookie,
      work(session) {
        shop.down = 'all';
        session.set('visits', 5);
      },
    });
    await eventually(() => expect(shop.unsaved).toEqual(['failed']));
  });
});

describe('a session that is first asked for while the body streams', () => {
  async function play(cookie: string, status: 200 | 500, work: Work) {
    let error: unknown;
    app.get('/', (c) => {
      c.status(status);
      return stream(c, async (out) => {
        await out.write('first');
        // The response has left by now: this waits for what the client does.
        await goOn;
        await Promise.resolve(shop.sessions.get(c))
          .then(work)
          .catch((thrown: unknown) => {
            error = thrown;
          });
      });
    });
    let start = (): void => undefined;
    const goOn = new Promise<void>((resolve) => {
      start = resolve;
    });
    const site = await serveHono(app);
    const response = await site.send('/', { headers: { cookie } });
    start();
    await response.text();
    await site.close();
    return { error, cookies: cookiesOf(response) };
  }

  it('can be changed if it is stored', async () => {
    const cookie = await shop.visitor();
    await play(cookie, 200, (session) => session.set('visits', 5));
    await eventually(async () => expect(await shop.visits(cookie)).toBe(5));
  });

  it('cannot begin', async () => {
    const { error, cookies } = await play('', 200, (session) => session.set('visits', 5));
    expect([error, cookies, shop.calls]).toEqual([expect.objectContaining({ code: 'WRONG_TIME' }), [], []]);
  });

  it('is not changed by a response of 500', async () => {
    const cookie = await shop.visitor();
    await play(cookie, 500, (session) => session.set('visits', 5));
    await eventually(() => expect(shop.unsaved).toEqual(['detached']));
    expect(await shop.visits(cookie)).toBe(1);
  });
});

describe('upgradeWebSocket of @hono/node-server', () => {
  it('opens the socket, and the cookie of a session that began in the handshake is in its response', async () => {
    const sockets = new WebSocketServer({ noServer: true });
    app.get(
      '/socket',
      async (c, next) => {
        (await shop.sessions.get(c)).update('visits', 0, (visits) => visits + 1);
        await next();
      },
      upgradeWebSocket(() => ({})),
    );
    const site = await serveHono(app, { websocket: { server: sockets } });
    const port = new URL((await site.send('/')).url).port;
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    };
    const handshake = requestByHand({ port, path: '/socket', headers }).end();
    const [response, socket] = (await once(handshake, 'upgrade')) as [
      { statusCode: number; headers: Record<string, string[]> },
      { destroy(): void },
    ];
    const cookies = response.headers['set-cookie'] ?? [];
    expect([response.statusCode, cookies.length]).toEqual([101, 1]);
    expect(await shop.visits(cookies)).toBe(1);
    socket.destroy();
    sockets.close();
    await site.close();
  });
});
