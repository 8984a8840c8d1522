import { join } from 'node:path';
import { honoSession } from '@sess/core/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { cache } from 'hono/cache';
import { every, except, some } from 'hono/combine';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import { csrf } from 'hono/csrf';
import { etag } from 'hono/etag';
import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';
import { timeout } from 'hono/timeout';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cookiesOf, eventually, HonoShop, seen, serveHono } from './hono-shop.js';

let shop: HonoShop;

beforeEach(() => {
  shop = new HonoShop();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function count(c: object): Promise<string> {
  return `Visit ${(await shop.sessions.get(c)).update('visits', 0, (visits) => visits + 1)}`;
}

const page = async (c: Context) => c.text(`${await count(c)} ${'x'.repeat(2000)}`);

/** Applications with a middleware before honoSession, and after it. */
function around(middleware: MiddlewareHandler, handler: (c: Context) => Response | Promise<Response> = page) {
  const session = honoSession(shop.sessions);
  return {
    outside: new Hono().use(middleware).use(session).all('/', handler),
    inside: new Hono().use(session).use(middleware).all('/', handler),
  };
}

describe.each(['outside', 'inside'] as const)('%s honoSession', (place) => {
  it.each<[string, () => MiddlewareHandler, string, string]>([
    ['compress', () => compress(), 'content-encoding', 'gzip'],
    ['etag', () => etag(), 'etag', '"'],
    ['cors', () => cors({ origin: 'http://localhost' }), 'access-control-allow-origin', 'http://localhost'],
    ['csrf', () => csrf(), 'content-type', 'text/plain'],
    ['secureHeaders', () => secureHeaders(), 'x-frame-options', 'SAMEORIGIN'],
    ['timeout', () => timeout(60_000), 'content-type', 'text/plain'],
  ])('%s works, and the cookie is set', async (_name, middleware, header, value) => {
    const headers = { origin: 'http://localhost', 'accept-encoding': 'gzip' };
    const site = await serveHono(around(middleware())[place]);
    const response = await site.send('/', { headers });
    expect([response.status, cookiesOf(response).length, await response.text()]).toEqual([
      200,
      1,
      `Visit 1 ${'x'.repeat(2000)}`,
    ]);
    expect(response.headers.get(header)).toContain(value);
    expect(response.headers.get('vary')).toMatch(/cookie/i);
    await site.close();
  });

  it('timeout stores nothing of a handler that took too long', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const cookie = await shop.visitor();
    let finish: () => void;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const slow = around(timeout(1000), async (c) => {
      await count(c);
      vi.advanceTimersByTime(1000);
      await finished;
      return c.text('late');
    })[place];
    const response = await slow.request('/', { headers: { cookie } });
    vi.useRealTimers();
    finish!();
    await eventually(() => expect(shop.unsaved).toEqual(['server-error']));
    expect([response.status, cookiesOf(response), await shop.visits(cookie)]).toEqual([504, [], 1]);
  });
});

it('cors keeps its headers on the response to a failed commit, so that scripts can read its status', async () => {
  for (const each of Object.values(around(cors({ origin: 'http://localhost' })))) {
    shop.down = 'all';
    const response = await each.request('/', { headers: { origin: 'http://localhost' } });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([503, 'http://localhost']);
  }
});

it('etag inside honoSession sends the cookie of a session that begins with a 304', async () => {
  const { inside } = around(etag(), async (c) => {
    await count(c);
    return c.text('the same');
  });
  const first = await inside.request('/');
  const again = await inside.request('/', { headers: { 'if-none-match': first.headers.get('etag')! } });
  expect([again.status, cookiesOf(again).length]).toEqual([304, 1]);
});

it('cache outside honoSession keeps no page of a session', async () => {
  const put = vi.fn<() => void>();
  vi.stubGlobal('caches', { open: () => Promise.resolve({ match: () => undefined, put }) });
  const { outside } = around(cache({ cacheName: 'shop', cacheControl: 'max-age=60' }));
  const cookie = await shop.visitor();
  expect((await outside.request('/', { headers: { cookie } })).status).toBe(200);
  expect(put).not.toHaveBeenCalled();
});

it('except, every and some mount it, and what they leave out has no session', async () => {
  const session = honoSession(shop.sessions);
  const app = new Hono();
  app.use('/a/*', except('/a/free', session));
  app.use('/b/*', every(secureHeaders(), session));
  app.use('/c/*', some(session, secureHeaders()));
  for (const path of ['/a/page', '/b/page', '/c/page', '/a/free']) app.get(path, page);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const results = [];
  for (const path of ['/a/page', '/b/page', '/c/page', '/a/free']) {
    const { status, cookies } = await seen(await app.request(path));
    results.push([status, cookies]);
  }
  expect(results).toEqual([
    [200, ['sid']],
    [200, ['sid']],
    [200, ['sid']],
    [500, []],
  ]);
});

it('serveStatic sends a file without a store call', async () => {
  const app = new Hono().use(honoSession(shop.sessions));
  app.use('/*', serveStatic({ root: join(import.meta.dirname) }));
  const site = await serveHono(app);
  const response = await site.send('/hono-shop.ts', { headers: { cookie: await shop.visitor() } });
  expect([response.status, (await response.text()).includes('HonoShop'), shop.calls]).toEqual([200, true, []]);
  await site.close();
});

describe('a handler that writes to c.env.outgoing itself', () => {
  type Outgoing = Context<{ Bindings: { outgoing: { end(text: string): void } } }>;
  const byHand = () => {
    const app = new Hono().use(honoSession(shop.sessions));
    app.get('/', async (c: Outgoing) => {
      c.env.outgoing.end(await count(c));
      return RESPONSE_ALREADY_SENT;
    });
    return serveHono(app);
  };

  it('may change a stored session', async () => {
    const site = await byHand();
    const cookie = await shop.visitor();
    expect(await seen(await site.send('/', { headers: { cookie } }))).toMatchObject({ status: 200, body: 'Visit 2' });
    await eventually(async () => expect(await shop.visits(cookie)).toBe(2));
    await site.close();
  });

  it('cannot begin one: an unsaved event says so', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const site = await byHand();
    expect((await seen(await site.send('/'))).cookies).toEqual([]);
    await eventually(() => expect(shop.unsaved).toEqual(['failed']));
    expect(shop.calls).toEqual([]);
    await site.close();
  });
});

describe('with { variable: true }', () => {
  const app = () => {
    const session = createMiddleware<{ Variables: { session: Awaited<ReturnType<typeof shop.sessions.get>> } }>(
      honoSession(shop.sessions, { variable: true }),
    );
    return new Hono()
      .use(session)
      .get('/set', (c) => c.text(`Visit ${c.var.session.update('visits', 0, (visits) => visits + 1)}`))
      .get('/read', (c) => c.text(String(c.get('session').get('visits'))))
      .get('/plain', (c) => c.text('plain'));
  };

  it('stores what is changed in c.var.session', async () => {
    expect(await seen(await app().request('/set'))).toEqual({ status: 200, body: 'Visit 1', cookies: ['sid'] });
    const cookie = await shop.visitor();
    expect((await seen(await app().request('/set', { headers: { cookie } }))).body).toBe('Visit 2');
    expect(shop.calls).toEqual(['load', 'update']);
  });

  it('loads the session of a request with a cookie only, and renews it and sets Vary only if it was used', async () => {
    const cookie = await shop.visitor();
    const results = [];
    for (const [path, headers] of [
      ['/plain', {}],
      ['/plain', { cookie }],
      ['/read', { cookie }],
    ] as const) {
      shop.calls.length = 0;
      const response = await app().request(path, { headers });
      results.push([path, response.headers.get('vary'), [...shop.calls]]);
    }
    expect(results).toEqual([
      ['/plain', null, []],
      ['/plain', null, ['load']],
      ['/read', 'Cookie', ['load']],
    ]);
  });

  it('responds with 503 before the handler runs when the session cannot be loaded', async () => {
    const cookie = await shop.visitor();
    shop.down = 'all';
    expect((await app().request('/plain', { headers: { cookie } })).status).toBe(503);
  });
});
