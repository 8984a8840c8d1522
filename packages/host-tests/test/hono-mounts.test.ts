import { MemorySessionStore, SessionManager } from '@sess/core';
import { handleSession } from '@sess/core/fetch';
import { honoSession } from '@sess/core/hono';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { mount } from 'hono/mount';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cookiesOf, HonoShop, seen, serveHono } from './hono-shop.js';

type Inner = Context<{ Bindings: { incoming: object } }>;

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

async function count(request: object): Promise<string> {
  return `Visit ${(await shop.sessions.get(request)).update('visits', 0, (visits) => visits + 1)}`;
}

it('finds the session by c after bodyLimit has replaced c.req.raw for a chunked upload (seen)', async () => {
  const requests: Request[] = [];
  app.post('/', async (c, next) => {
    requests.push(c.req.raw);
    await next();
  });
  app.post('/', bodyLimit({ maxSize: 100 }), async (c) => {
    requests.push(c.req.raw);
    return c.text(`${await count(c)} ${await c.req.text()}`);
  });
  const site = await serveHono(app);
  const init: RequestInit = { method: 'POST', body: new Blob(['photo']).stream(), duplex: 'half' };
  expect(await seen(await site.send('/', init))).toEqual({ status: 200, body: 'Visit 1 photo', cookies: ['sid'] });
  expect(requests[0]).not.toBe(requests[1]);
  const tooLong: RequestInit = { method: 'POST', body: new Blob(['x'.repeat(101)]).stream(), duplex: 'half' };
  expect((await seen(await site.send('/', tooLong))).status).toBe(413);
  await site.close();
});

describe('an application that is mounted inside another one, with another Request (seen)', () => {
  it('finds the session by c.env.incoming on @hono/node-server', async () => {
    const inner = new Hono().get('/of/it', async (c: Inner) => c.text(await count(c.env.incoming)));
    app.all('/part/*', mount(inner.fetch));
    // oxlint-disable-next-line typescript/no-deprecated -- applications of Hono 4 have it
    app.mount('/deprecated', inner.fetch);
    const site = await serveHono(app);
    for (const path of ['/part/of/it', '/deprecated/of/it']) {
      expect(await seen(await site.send(path))).toEqual({ status: 200, body: 'Visit 1', cookies: ['sid'] });
    }
    await site.close();
  });

  it('shares the session by its own honoSession on @hono/node-server, and it is committed once', async () => {
    const inner = new Hono().use(honoSession(shop.sessions)).get('/', async (c) => c.text(await count(c)));
    app.use(async (c, next) => {
      await count(c);
      await next();
    });
    app.all('/part/*', mount(inner.fetch));
    const site = await serveHono(app);
    expect(await seen(await site.send('/part/'))).toEqual({ status: 200, body: 'Visit 2', cookies: ['sid'] });
    expect(shop.calls).toEqual(['create']);
    await site.close();
  });

  it('shares the session elsewhere if it gets { incoming: c.req } as its env', async () => {
    const inner = new Hono().use(honoSession(shop.sessions)).get('/', async (c) => c.text(await count(c)));
    app.use(async (c, next) => {
      await count(c);
      await next();
    });
    app.all('/part/*', mount(inner.fetch, { optionHandler: (c) => ({ incoming: c.req }) }));
    expect(await seen(await app.request('/part/'))).toEqual({ status: 200, body: 'Visit 2', cookies: ['sid'] });
    expect(shop.calls).toEqual(['create']);
  });

  it('shares no session with another visitor when env.incoming is not a request', async () => {
    app.get('/', async (c) => c.text(await count(c)));
    const queue = new (class Queue {})();
    const stub = new Proxy(() => undefined, { get: () => stub }) as unknown as object;
    const stubObject = new Proxy({}, { get: () => () => undefined });
    for (const incoming of [queue, stub, stubObject, { method: 'POST', url: 'https://hooks.example/' }, 'queue', 1]) {
      const seenTwice = [];
      for (let time = 0; time < 2; time++) seenTwice.push((await seen(await app.request('/', {}, { incoming }))).body);
      expect(seenTwice).toEqual(['Visit 1', 'Visit 1']);
    }
  });

  describe('without that, off Node', () => {
    beforeEach(() => {
      const inner = new Hono().use(honoSession(shop.sessions)).get('/', async (c) => c.text(await count(c)));
      inner.get('/sign-in', async (c) => {
        (await shop.sessions.get(c)).signIn('bob');
        return c.text('Welcome');
      });
      app.use('/part/counted/*', async (c, next) => {
        await count(c);
        await next();
      });
      app.use('/part/read/*', async (c, next) => {
        (await shop.sessions.get(c)).get('visits');
        await next();
      });
      for (const path of ['/part/counted/*', '/part/read/*', '/part/*']) app.all(path, mount(inner.fetch));
    });

    it('has the session for itself if the outer application does not use it', async () => {
      expect(await seen(await app.request('/part/'))).toEqual({ status: 200, body: 'Visit 1', cookies: ['sid'] });
      expect(shop.calls).toEqual(['create']);
    });

    it('stores the changes of both once when the session is stored already', async () => {
      const cookie = await shop.visitor();
      const seenNow = await seen(await app.request('/part/counted/', { headers: { cookie } }));
      expect(seenNow).toEqual({ status: 200, body: 'Visit 2', cookies: [] });
      expect(await shop.visits(cookie)).toBe(3);
    });

    it('keeps its cookie if the outer application only reads', async () => {
      const response = await app.request('/part/read/sign-in', { headers: { cookie: await shop.visitor() } });
      expect([response.status, cookiesOf(response).length]).toEqual([200, 1]);
    });

    it('is refused, instead of setting two cookies, if both begin a session', async () => {
      const errors: unknown[] = [];
      app.onError((error, c) => {
        errors.push(error);
        return c.text('broken', 500);
      });
      expect(await seen(await app.request('/part/counted/'))).toEqual({ status: 500, body: 'broken', cookies: [] });
      expect(errors).toEqual([expect.objectContaining({ code: 'WRONG_TIME' })]);
    });
  });
});

it('does not share a session with a request that a handler makes without the cookie of the visitor', async () => {
  app.get('/owner', async (c) => c.text(String((await shop.sessions.get(c)).owner)));
  app.get('/', async (c) => {
    (await shop.sessions.get(c)).get('visits');
    return app.request('/owner', {}, c.env);
  });
  const site = await serveHono(app);
  const response = await site.send('/', { headers: { cookie: await shop.visitor() } });
  expect(await response.text()).toBe('undefined');
  await site.close();
});

it('commits once inside handleSession, which then responds', async () => {
  app.get('/', async (c) => c.text(await count(c)));
  const request = new Request('http://localhost/');
  const response = await handleSession(shop.sessions, request, () => app.fetch(request));
  expect(await seen(response)).toEqual({ status: 200, body: 'Visit 1', cookies: ['sid'] });
  expect(shop.calls).toEqual(['create']);
});

it('serves two managers side by side', async () => {
  const admin = new SessionManager<{ visits: number }>({ store: new MemorySessionStore(), cookie: { name: 'admin' } });
  app.use(honoSession(admin));
  app.get('/', async (c) => {
    (await admin.get(c)).set('visits', 1);
    return c.text(await count(c));
  });
  expect(await seen(await app.request('/'))).toEqual({ status: 200, body: 'Visit 1', cookies: ['admin', 'sid'] });
});
