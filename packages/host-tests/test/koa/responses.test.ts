import { PassThrough, Readable } from 'node:stream';
import type { Context, Middleware } from 'koa';
import compress from 'koa-compress';
import { describe, expect, it } from 'vitest';
import { withKoa } from './koa-server.js';

describe('the session is stored, and its cookie sent, with', () => {
  it.each<[string, number, string, (ctx: Context) => unknown]>([
    ['a text', 200, 'stored', (ctx) => (ctx.body = 'stored')],
    ['a buffer', 200, 'stored', (ctx) => (ctx.body = Buffer.from('stored'))],
    ['JSON', 200, '{"is":"stored"}', (ctx) => (ctx.body = { is: 'stored' })],
    ['a stream', 200, 'stored', (ctx) => (ctx.body = Readable.from(['sto', 'red']))],
    ['a web stream', 200, 'stored', (ctx) => (ctx.body = new Blob(['stored']).stream())],
    ['a blob', 200, 'stored', (ctx) => (ctx.body = new Blob(['stored']))],
    ['a Response', 200, 'stored', (ctx) => (ctx.body = new Response('stored'))],
    ['204', 204, '', (ctx) => (ctx.status = 204)],
    ['304', 304, '', (ctx) => (ctx.status = 304)],
    ['nothing', 404, 'Not Found', () => undefined],
    ['ctx.body = null', 204, '', (ctx) => (ctx.body = null)],
    ['a redirect', 302, 'Redirecting to /a.', (ctx) => ctx.redirect('/a')],
    ['ctx.throw(401)', 401, 'sign in', (ctx) => ctx.throw(401, 'sign in')],
    [
      'an error that has a status',
      409,
      'Conflict',
      () => Promise.reject(Object.assign(new Error('no'), { status: 409 })),
    ],
    [
      'ctx.respond = false',
      200,
      'stored',
      (ctx) => {
        ctx.respond = false;
        ctx.res.statusCode = 200;
        ctx.res.end('stored');
      },
    ],
    [
      'ctx.respond = false, later and in pieces',
      202,
      'stored',
      (ctx) => {
        ctx.respond = false;
        setImmediate(() => {
          ctx.res.writeHead(202);
          ctx.res.write('sto');
          ctx.res.end('red');
        });
      },
    ],
    [
      'ctx.res, without telling Koa',
      200,
      'stored',
      (ctx) => {
        ctx.res.writeHead(200);
        ctx.res.end('stored');
      },
    ],
  ])('%s', async (_name, status, body, respond) => {
    const handle = async (ctx: Context, shop: { visit(key: object): Promise<void> }) => {
      await shop.visit(ctx);
      await respond(ctx);
    };
    await withKoa(handle, {}, async ({ send, shop }) => {
      expect(await send()).toMatchObject({ status, body, visits: 1 });
      expect(shop.calls.filter((verb) => verb === 'create')).toHaveLength(1);
    });
  });

  it('HEAD', () =>
    withKoa(
      async (ctx, shop) => {
        await shop.visit(ctx);
        ctx.body = 'stored';
      },
      {},
      async ({ send }) => {
        const { status, body, headers, visits } = await send({ method: 'HEAD' });
        expect([status, body, headers.get('content-length'), visits]).toEqual([200, '', '6', 1]);
      },
    ));

  it.each(['before', 'after'])('koa-compress, mounted %s it', async (place) => {
    const text = 'stored '.repeat(1000);
    await withKoa(
      async (ctx, shop) => {
        await shop.visit(ctx);
        ctx.body = text;
      },
      { [place]: [compress({ encodingPreference: ['gzip'] })] },
      async ({ send, shop }) => {
        const { body, headers, visits } = await send();
        expect([headers.get('content-encoding'), body, visits]).toEqual(['gzip', text, 1]);
        shop.down = ['create'];
        expect(await send()).toMatchObject({ status: 503, body: 'Service Unavailable', cookies: [] });
      },
    );
  });

  it('an error of Koa after the commit', () =>
    withKoa(
      async (ctx, shop) => {
        await shop.visit(ctx);
        ctx.body = { withoutJson: 1n };
      },
      {},
      async ({ send, errors }) => {
        expect(await send()).toMatchObject({ status: 500, visits: 1 });
        expect(errors).toHaveLength(1);
      },
    ));

  it('a middleware before it that signs in afterwards', async () => {
    const signIn: Middleware = async (ctx, next) => {
      await next();
      await (ctx.state as { afterwards(): Promise<void> }).afterwards();
    };
    await withKoa(
      async (ctx, shop) => {
        await shop.visit(ctx);
        ctx.body = 'stored';
        ctx.state.afterwards = async () => {
          const session = await shop.sessions.get(ctx);
          session.signIn('alice');
        };
      },
      { before: [signIn] },
      async ({ send, shop }) => {
        const { cookies, visits } = await send();
        expect([cookies.length, visits]).toEqual([1, 1]);
        expect((await shop.sessions.read(cookies[0]!.split(';')[0], { secure: false })).owner).toBe('alice');
      },
    );
  });
});

describe('nothing is stored with', () => {
  it.each<[string, (ctx: Context) => unknown]>([
    ['an error', () => Promise.reject(new Error('broken'))],
    ['ctx.status = 500', (ctx) => (ctx.status = 500)],
    ['ctx.throw(503)', (ctx) => ctx.throw(503)],
  ])('%s', async (_name, respond) => {
    await withKoa(
      async (ctx, shop) => {
        await shop.visit(ctx);
        await respond(ctx);
      },
      {},
      async ({ send, shop }) => {
        const { status, cookies } = await send();
        expect([status >= 500, cookies, shop.calls, shop.unsaved]).toEqual([true, [], [], ['server-error']]);
      },
    );
  });
});

it('stores what a stream changes after its first byte, before its last', () =>
  withKoa(
    async (ctx, shop) => {
      await shop.visit(ctx);
      const body = new PassThrough();
      body.write('first ');
      body.once('resume', () => {
        setImmediate(() => {
          shop.visit(ctx).then(
            () => body.end('last'),
            (error: unknown) => body.destroy(error as Error),
          );
        });
      });
      ctx.body = body;
    },
    {},
    async ({ send }) => expect(await send()).toMatchObject({ body: 'first last', visits: 2 }),
  ));

it.each(['before', 'after'])('keeps what was stored when a stream fails %s its first byte', (place) =>
  withKoa(
    async (ctx, shop) => {
      await shop.visit(ctx);
      const body = new PassThrough();
      if (place === 'after') body.write('first');
      body.once('resume', () => setImmediate(() => body.destroy(new Error('broken'))));
      ctx.body = body;
    },
    {},
    async ({ send, shop, errors }) => {
      // Koa breaks the connection off in both cases.
      await expect(send()).rejects.toThrow(/failed|terminated/);
      expect([shop.calls, shop.unsaved]).toEqual([['create'], []]);
      expect(errors).toContainEqual(expect.objectContaining({ message: 'broken' }));
    },
  ),
);

it('makes no store call for a request that does not use its session, and changes nothing in its response', () =>
  withKoa(
    (ctx) => (ctx.body = { hello: 'world' }),
    {},
    async ({ send, shop }) => {
      const { headers } = await send({ headers: { cookie: 'sid=x' } });
      const names = [...headers.keys()].filter((name) => !['connection', 'date', 'keep-alive'].includes(name));
      expect([names, shop.calls]).toEqual([['content-length', 'content-type'], []]);
    },
  ));

it('leaves it to app.proxy whether a proxy is believed that the browser used HTTPS', async () => {
  const seen: unknown[] = [];
  for (const proxy of [true, false]) {
    const handle: Parameters<typeof withKoa>[0] = async (ctx, shop) => {
      shop.sessions.on('insecure', ({ setting }) => seen.push(setting));
      await shop.visit(ctx);
    };
    await withKoa(handle, { proxy }, async ({ send }) => {
      const [cookie] = (await send({ headers: { 'x-forwarded-proto': 'https' } })).cookies;
      seen.push([cookie!.split('=')[0], cookie!.includes('Secure')]);
    });
  }
  expect(seen).toEqual([['__Host-sid', true], expect.stringContaining('trust proxy'), ['sid', false]]);
});
