import { SessionError } from '@sess/core';
import { honoSession } from '@sess/core/hono';
import { type Context, Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cookiesOf, HonoShop, seen, serveHono } from './hono-shop.js';

let shop: HonoShop;
let app: Hono;
let printed: unknown[];

beforeEach(() => {
  shop = new HonoShop();
  app = new Hono();
  app.use(honoSession(shop.sessions));
  printed = [];
  vi.spyOn(console, 'error').mockImplementation((error) => void printed.push(error));
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function count(c: object): Promise<string> {
  return `Visit ${(await shop.sessions.get(c)).update('visits', 0, (visits) => visits + 1)}`;
}

describe('a request', () => {
  it('is known by c, c.req, c.req.raw, and c.env.incoming on @hono/node-server', async () => {
    app.get('/', async (c: Context<{ Bindings: { incoming: object } }>) => {
      for (const face of [c, c.req, c.req.raw, c.env.incoming]) await count(face);
      return c.text(await count(c));
    });
    const site = await serveHono(app);
    expect(await seen(await site.send('/'))).toEqual({ status: 200, body: 'Visit 5', cookies: ['sid'] });
    expect(shop.calls).toEqual(['create']);
    await site.close();
  });

  it('makes no store call, and its response is the same object, when the session is not used', async () => {
    const response = new Response('plain');
    app.get('/', () => response);
    expect(await app.request('/', { headers: { cookie: await shop.visitor() } })).toBe(response);
    expect([shop.calls, [...response.headers.keys()]]).toEqual([[], ['content-type']]);
  });

  it('is committed once when the middleware is mounted twice, by app.route too', async () => {
    const part = new Hono();
    part.use(honoSession(shop.sessions)).get('/', async (c) => c.text(await count(c)));
    app.use(honoSession(shop.sessions)).route('/part', part);
    expect(await seen(await app.request('/part'))).toEqual({ status: 200, body: 'Visit 1', cookies: ['sid'] });
    expect(shop.calls).toEqual(['create']);
  });

  it('keeps a redirect, a not-found page and its cookies, Vary and Cache-Control beside ours (seen)', async () => {
    app.get('/redirect', async (c) => {
      setCookie(c, 'theme', 'dark');
      c.header('Vary', 'Accept');
      c.header('Cache-Control', 'public, max-age=60');
      await count(c);
      return c.redirect('/next', 303);
    });
    app.get('/missing', async (c) => {
      await count(c);
      return c.notFound();
    });
    const redirect = await app.request('/redirect');
    expect(await seen(redirect)).toEqual({ status: 303, body: '', cookies: ['theme', 'sid'] });
    const headers = ['location', 'vary', 'cache-control'].map((name) => redirect.headers.get(name));
    expect(headers).toEqual(['/next', 'Accept, Cookie', 'private, max-age=60']);
    expect(await seen(await app.request('/missing'))).toMatchObject({ status: 404, cookies: ['sid'] });
  });

  it('gets its own cookie when all share one response, or when its headers cannot be changed', async () => {
    const empty = new Response(null, { status: 204 });
    app.use('/empty', async (c, next) => {
      await count(c);
      await next();
    });
    app.get('/empty', () => empty);
    app.get('/immutable', async (c) => {
      await count(c);
      return Response.redirect('http://shop.example/', 302);
    });
    const paths = ['/empty', '/empty', '/immutable'];
    const cookies = (await Promise.all(paths.map(async (path) => app.request(path)))).map(cookiesOf);
    expect(cookies.map(({ length }) => length)).toEqual([1, 1, 1]);
    expect([new Set(cookies.flat()).size, cookiesOf(empty)]).toEqual([3, []]);
  });

  it('decides by c, the option isSecure, whether the cookie is Secure; else a forwarded https is reported', async () => {
    const insecure = vi.fn<() => void>();
    shop.sessions.on('insecure', insecure);
    const trusting = new Hono();
    trusting.use(honoSession(shop.sessions, { isSecure: (c) => c.req.header('x-forwarded-proto') === 'https' }));
    for (const each of [app, trusting]) each.get('/', async (c) => c.text(await count(c)));
    const names = [];
    for (const each of [app, trusting]) {
      const site = await serveHono(each);
      names.push((await seen(await site.send('/', { headers: { 'x-forwarded-proto': 'https' } }))).cookies);
      await site.close();
    }
    expect([names, insecure.mock.calls.length]).toEqual([[['sid'], ['__Host-sid']], 1]);
  });
});

describe('an error that a handler throws', () => {
  const answers: Readonly<Record<string, (c: Context) => Response>> = {
    401: () => {
      throw new HTTPException(401);
    },
    500: () => {
      throw new Error('broken');
    },
    // Hono catches instances of Error only.
    rejected: () => {
      throw 'broken';
    },
    nobody: () => undefined as unknown as Response,
  };

  it.each([
    ['401', 401, 2],
    ['500', 500, 1],
    ['rejected', undefined, 1],
    ['nobody', 500, 1],
  ])('stores changes below 500 only, by the status that onError made of it: %s', async (name, status, stored) => {
    app.get('/', async (c) => {
      await count(c);
      return answers[name]!(c);
    });
    const cookie = await shop.visitor();
    const sent = Promise.resolve(app.request('/', { headers: { cookie } })).catch(() => undefined);
    expect((await sent)?.status).toBe(status);
    expect([await shop.visits(cookie), shop.unsaved]).toEqual([stored, stored === 2 ? [] : ['server-error']]);
  });

  it('keeps its status and Retry-After without onError when the session could not be loaded', async () => {
    app.get('/', async (c) => c.text(await count(c)));
    const cookie = await shop.visitor();
    shop.down = 'all';
    const response = await app.request('/', { headers: { cookie } });
    expect(await seen(response)).toEqual({ status: 503, body: '503', cookies: [] });
    const headers = ['retry-after', 'session-outcome'].map((name) => response.headers.get(name));
    expect([headers, printed]).toEqual([['5', 'not-applied'], []]);
  });

  it('is printed, and a 500, when it is a mistake in the program: the middleware is missing', async () => {
    const bare = new Hono().get('/', async (c) => c.text(await count(c)));
    expect((await bare.request('/')).status).toBe(500);
    expect(printed).toEqual([expect.objectContaining({ code: 'WRONG_TIME' })]);
  });

  it('does not say that nothing was stored if the rest of the request was', async () => {
    app.get('/', async (c) => {
      const session = await shop.sessions.get(c);
      session.set('visits', 7);
      session.set('cart', JSON.parse('{"toJSON": 1}') as string[]);
      throw new SessionError('INVALID_ARGUMENT', 'bad', { status: 400 });
    });
    const cookie = await shop.visitor();
    const response = await app.request('/', { headers: { cookie } });
    expect([response.status, response.headers.get('session-outcome')]).toEqual([400, 'unknown']);
    expect(await shop.visits(cookie)).toBe(7);
  });
});

describe('a failed commit', () => {
  beforeEach(() => {
    app.get('/', async (c) => {
      await count(c);
      setCookie(c, 'theme', 'dark');
      c.header('Access-Control-Allow-Origin', '*');
      c.header('ETag', '"1"');
      c.header('Content-Length', '6');
      c.header('Cache-Control', 'max-age=60');
      return c.text('stored');
    });
    shop.down = 'all';
  });

  const headersOf = ({ headers }: Response) =>
    Object.fromEntries([...headers].filter(([name]) => name !== 'content-type'));
  const kept = { 'access-control-allow-origin': '*', 'retry-after': '5', 'session-outcome': 'not-applied' };

  it('becomes its plain response without onError, and keeps the headers that are not about the content', async () => {
    const response = await app.request('/');
    expect([response.status, await response.text(), headersOf(response)]).toEqual([503, '503', kept]);
    expect(shop.unsaved).toEqual(['failed']);
  });

  it('goes to onError once, which may use all of c', async () => {
    const errors: unknown[] = [];
    app.onError((error, c) => {
      errors.push(error, c.error);
      c.header('X-Shop', 'closed');
      return c.text('Closed.', 503);
    });
    const response = await app.request('/');
    expect([response.status, await response.text(), headersOf(response)]).toEqual([
      503,
      'Closed.',
      { ...kept, 'x-shop': 'closed' },
    ]);
    expect(errors).toEqual([expect.objectContaining({ code: 'STORE' }), errors[0]]);
  });

  it('goes to the onError of the part that mounted the middleware', async () => {
    const part = new Hono();
    part.use(honoSession(shop.sessions)).get('/', async (c) => c.text(await count(c)));
    part.onError((_error, c) => c.text('The part is closed.', 503));
    const whole = new Hono().route('/part', part);
    expect(await seen(await whole.request('/part'))).toEqual({ status: 503, body: 'The part is closed.', cookies: [] });
  });
});

describe('honoSession', () => {
  it.each([
    [undefined, {}, 'INVALID_ARGUMENT'],
    [{}, {}, 'INVALID_ARGUMENT'],
    ['sessions', { isSecure: true }, 'INVALID_OPTION'],
    ['sessions', { variable: 'session' }, 'INVALID_OPTION'],
    ['sessions', { variables: true }, 'INVALID_OPTION'],
  ])('refuses %j with %j: %s', (first, options, code) => {
    const sessions = first === 'sessions' ? shop.sessions : first;
    const mount = () => honoSession(sessions as typeof shop.sessions, options as { variable: true });
    expect(mount).toThrow(expect.objectContaining({ code }));
  });
});
