import { once } from 'node:events';
import { createServer } from 'node:http2';
import { PassThrough, Readable } from 'node:stream';
import { koaSession } from '@sess/core/koa';
import Koa, { type Context, type Middleware } from 'koa';
import { describe, expect, it } from 'vitest';
import { expectVisitsOverHttp2 } from '../http2-visits.js';
import { Shop } from '../outage.js';
import { withKoa } from './koa-server.js';

const refused = { 'retry-after': '5', 'session-outcome': 'not-applied' };

function headersOf(headers: Headers, names: object): object {
  return Object.fromEntries(Object.keys(names).map((name) => [name, headers.get(name)]));
}

async function page(ctx: Context, shop: Shop): Promise<void> {
  await shop.visit(ctx);
  ctx.set('Cache-Control', 'public, max-age=60');
  ctx.cookies.set('theme', 'dark');
  ctx.body = 'stored';
}

describe('a failed commit', () => {
  it("gets Koa's own error response, once, and app.on('error') gets the error", () =>
    withKoa(page, {}, async ({ send, shop, errors }) => {
      shop.down = ['create'];
      const { status, body, headers, cookies } = await send();
      expect([status, body, cookies, headers.get('cache-control')]).toEqual([
        503,
        'Service Unavailable',
        [],
        'private',
      ]);
      expect(headersOf(headers, refused)).toEqual(refused);
      expect([errors, shop.unsaved]).toEqual([[expect.objectContaining({ code: 'STORE' })], ['failed']]);
      shop.down = [];
      expect((await send()).body).toBe('stored');
    }));

  it.each([503, 200])('is thrown to a middleware before it, which may respond with %i', async (status) => {
    const caught: unknown[] = [];
    const errorPage: Middleware = async (ctx, next) => {
      try {
        await next();
      } catch (error) {
        caught.push(error);
        ctx.status = status;
        ctx.body = 'my page';
      }
    };
    await withKoa(page, { before: [errorPage] }, async ({ send, shop, errors }) => {
      shop.down = ['create'];
      const { body, headers, cookies, ...seen } = await send();
      expect([seen.status, body, cookies, headers.get('cache-control')]).toEqual([status, 'my page', [], 'private']);
      expect(headersOf(headers, refused)).toEqual(refused);
      expect([caught.length, errors, shop.calls]).toEqual([1, [], ['create']]);
    });
  });

  it('is not committed again with what the error page changes', () => {
    const errorPage: Middleware = async (ctx, next) => {
      try {
        await next();
      } catch {
        await (ctx.state as { again(): Promise<void> }).again();
        ctx.body = 'my page';
      }
    };
    return withKoa(
      async (ctx, shop) => {
        ctx.state.again = () => {
          shop.down = [];
          return shop.visit(ctx);
        };
        await page(ctx, shop);
      },
      { before: [errorPage] },
      async ({ send, shop }) => {
        shop.down = ['create'];
        expect(await send()).toMatchObject({ body: 'my page', cookies: [] });
        expect([shop.calls, shop.unsaved]).toEqual([['create'], ['failed', 'detached']]);
      },
    );
  });

  it.each<[string, (ctx: Context) => unknown]>([
    ['a stream', (ctx) => (ctx.body = Readable.from(['stored']))],
    ['204', (ctx) => (ctx.status = 204)],
    ['ctx.throw(401)', (ctx) => ctx.throw(401, 'stored')],
    [
      'ctx.respond = false',
      (ctx) => {
        ctx.respond = false;
        ctx.res.statusCode = 200;
        ctx.res.end('stored');
      },
    ],
    [
      'ctx.respond = false, later and in pieces',
      (ctx) => {
        ctx.respond = false;
        setImmediate(() => {
          ctx.res.writeHead(200);
          ctx.res.write('sto');
          ctx.res.end('red');
        });
      },
    ],
  ])('is one response of 503 from %s', async (_name, respond) => {
    const handle = async (ctx: Context, shop: Shop): Promise<void> => {
      await shop.visit(ctx);
      await respond(ctx);
    };
    await withKoa(handle, {}, async ({ send, shop }) => {
      shop.down = ['create'];
      const { status, body, headers, cookies } = await send();
      expect([status, body.trim(), cookies, shop.calls]).toEqual([503, 'Service Unavailable', [], ['create']]);
      expect(headersOf(headers, refused)).toEqual(refused);
    });
  });

  it.each(['throws', 'rejects'])('is a plain page if an onerror of the application %s, and that is reported', (how) =>
    withKoa(
      async (ctx, shop) => {
        const fail = (): never => {
          throw new Error('mine');
        };
        const reject = (): Promise<never> => Promise.resolve().then(fail);
        // Koa calls it without an error at the end of each response.
        const onerror = (error: unknown): unknown => error && (how === 'throws' ? fail() : reject());
        Object.assign(ctx, { onerror });
        await shop.visit(ctx);
        ctx.respond = false;
        ctx.res.end('stored');
      },
      {},
      async ({ send, shop }) => {
        shop.down = ['create'];
        const reported = once(process, 'warning');
        expect(await send()).toMatchObject({ status: 503, body: 'Service Unavailable\n' });
        expect(String(await reported)).toContain('mine');
      },
    ),
  );

  it('says that something was stored when an earlier commit of the request has succeeded', () => {
    const later: Middleware = async (ctx, next) => {
      await next();
      await (ctx.state as { later(): Promise<void> }).later();
    };
    return withKoa(
      async (ctx, shop) => {
        await page(ctx, shop);
        ctx.state.later = () => {
          shop.down = ['update', 'load'];
          return shop.visit(ctx);
        };
      },
      { before: [later] },
      async ({ send, errors }) => {
        const { status, headers } = await send();
        expect([status, headers.get('session-outcome'), errors.length]).toEqual([503, 'unknown', 1]);
      },
    );
  });

  it('is answered over HTTP/2', async () => {
    const shop = new Shop();
    const app = new Koa();
    app.silent = true;
    app.use(koaSession(shop.sessions));
    app.use((ctx) => page(ctx, shop));
    const listener = app.callback();
    const server = createServer((request, response) => void listener(request as never, response as never));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    try {
      await expectVisitsOverHttp2(server, shop);
    } finally {
      server.close();
    }
  });
});

it('breaks off a stream whose last changes cannot be stored', () =>
  withKoa(
    async (ctx, shop) => {
      await shop.visit(ctx);
      const body = new PassThrough();
      body.write('first');
      body.once('resume', () => {
        setImmediate(() => {
          shop.down = ['update', 'load'];
          shop.visit(ctx).then(
            () => body.end('last'),
            () => body.destroy(),
          );
        });
      });
      ctx.body = body;
    },
    {},
    async ({ send, shop, errors }) => {
      await expect(send()).rejects.toThrow('terminated');
      expect([shop.unsaved, errors[0]]).toEqual([['failed'], expect.objectContaining({ code: 'STORE' })]);
      shop.down = [];
    },
  ));

it('gives the status of a store that is down to a middleware that loads its session', () =>
  withKoa(page, {}, async ({ send, shop }) => {
    const cookie = (await send()).cookies.find((line) => line.startsWith('sid='));
    shop.down = ['load'];
    const { status, headers, cookies } = await send({ headers: { cookie: cookie! } });
    expect([status, headers.get('retry-after'), cookies]).toEqual([503, '5', []]);
  }));
