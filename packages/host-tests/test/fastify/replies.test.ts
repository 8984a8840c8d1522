import { PassThrough, Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import compress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import { fastifySession } from '@sess/core/fastify';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { Shop } from '../outage.js';

async function serve(shop: Shop, build: (app: FastifyInstance) => unknown): Promise<FastifyInstance> {
  const app = fastify();
  await app.register(fastifySession(shop.sessions));
  await build(app);
  return app;
}

/** Returns status, body, and the number of visits that the session of the response's cookie has counted. */
async function send(app: FastifyInstance, shop: Shop, request: InjectOptions | string = '/') {
  const response = await app.inject(request);
  const { statusCode, body, headers } = response;
  return { statusCode, body, headers, visits: await shop.visits(headers['set-cookie']), raw: response.rawPayload };
}

type Handler = (shop: Shop, request: FastifyRequest, reply: FastifyReply) => unknown;

const handlers: Readonly<Record<string, Handler>> = {
  'a returned value': async (shop, request) => {
    await shop.visit(request);
    return 'stored';
  },
  'reply.send in a handler without a promise': (shop, request, reply) => {
    shop.visit(request).then(
      () => reply.send('stored'),
      (error: unknown) => reply.send(error),
    );
  },
  'reply.send in an async handler that returns nothing': async (shop, request, reply) => {
    await shop.visit(request);
    reply.send('stored');
  },
  'reply.send in an async handler that rejects afterwards': async (shop, request, reply) => {
    await shop.visit(request);
    reply.send('stored');
    throw new Error('too late');
  },
  'return reply': async (shop, request, reply) => {
    await shop.visit(request);
    return reply.send(Buffer.from('stored'));
  },
  'a stream': async (shop, request) => {
    await shop.visit(request);
    return Readable.from(['sto', 'red']);
  },
  'a web stream': async (shop, request) => {
    await shop.visit(request);
    return new Blob(['stored']).stream();
  },
  'a Response': async (shop, request) => {
    await shop.visit(request);
    return new Response('stored');
  },
  'reply.hijack and reply.raw': async (shop, request, reply) => {
    await shop.visit(request);
    reply.hijack();
    reply.raw.end('stored');
  },
  'events, written to reply.raw': async (shop, request, reply) => {
    await shop.visit(request);
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.write('sto');
    reply.raw.end('red');
  },
};

describe('the session is stored, and its cookie sent, with', () => {
  it.each(Object.entries(handlers))('%s', async (_name, handle) => {
    const shop = new Shop();
    const app = await serve(shop, (to) => to.get('/', (request, reply) => handle(shop, request, reply)));
    expect(await send(app, shop)).toMatchObject({ statusCode: 200, body: 'stored', visits: 1 });
    expect(shop.calls.filter((verb) => verb === 'create')).toHaveLength(1);
  });

  it.each([
    ['a redirect', 303, (reply: FastifyReply) => reply.redirect('/elsewhere', 303)],
    ['204', 204, (reply: FastifyReply) => reply.code(204).send()],
    ['304', 304, (reply: FastifyReply) => reply.code(304).send()],
    ['an error below 500', 401, () => Promise.reject(Object.assign(new Error('no'), { statusCode: 401 }))],
    ['callNotFound', 404, (reply: FastifyReply) => reply.callNotFound()],
  ])('%s', async (_name, status, respond) => {
    const shop = new Shop();
    const app = await serve(shop, (to) =>
      to.get('/', async (request, reply) => {
        await shop.visit(request);
        return respond(reply);
      }),
    );
    expect(await send(app, shop)).toMatchObject({ statusCode: status, visits: 1 });
  });

  it('HEAD', async () => {
    const shop = new Shop();
    const app = await serve(shop, (to) => to.get('/', async (request) => shop.visit(request).then(() => 'stored')));
    const seen = await send(app, shop, { method: 'HEAD', url: '/' });
    expect(seen).toMatchObject({ statusCode: 200, body: '', visits: 1, headers: { 'content-length': '6' } });
  });

  it('a preHandler that replies before the handler', async () => {
    const shop = new Shop();
    const app = await serve(shop, (to) => {
      to.addHook('preHandler', async (request, reply) => {
        await shop.visit(request);
        return reply.code(401).send('sign in');
      });
      to.get('/', () => 'secret');
    });
    expect(await send(app, shop)).toMatchObject({ statusCode: 401, body: 'sign in', visits: 1 });
  });

  it("the application's page for 404, and hooks of requests without a route", async () => {
    const shop = new Shop();
    const app = await serve(shop, (to) => {
      to.addHook('preHandler', (request) => shop.visit(request));
      to.setNotFoundHandler(async (request, reply) => {
        await shop.visit(request);
        return reply.code(404).send('nothing here');
      });
    });
    expect(await send(app, shop, '/none')).toMatchObject({ statusCode: 404, body: 'nothing here', visits: 2 });
  });

  it("a hook of onSend that signs in after the plugin's own", async () => {
    const shop = new Shop();
    const app = await serve(shop, (to) => {
      to.get('/', async (request) => shop.visit(request).then(() => 'stored'));
      to.addHook('onSend', async (request) => {
        const session = await shop.sessions.get(request);
        session.signIn('alice');
      });
    });
    const { headers, visits } = await send(app, shop);
    expect(visits).toBe(1);
    expect((await shop.sessions.read(String(headers['set-cookie']), { secure: false })).owner).toBe('alice');
  });

  it('a file of @fastify/static', async () => {
    const shop = new Shop();
    const app = await serve(shop, async (to) => {
      to.addHook('preHandler', (request) => shop.visit(request));
      await to.register(fastifyStatic, { root: import.meta.dirname, prefix: '/files/' });
    });
    const url = '/files/replies.test.ts';
    const whole = await send(app, shop, url);
    expect([whole.statusCode, whole.visits, whole.body.includes('@fastify/static')]).toEqual([200, 1, true]);
    const part = await send(app, shop, { url, headers: { range: 'bytes=0-5' } });
    expect(part).toMatchObject({ statusCode: 206, body: 'import', visits: 1 });
    const headers = { 'if-none-match': String(whole.headers['etag']) };
    expect(await send(app, shop, { url, headers })).toMatchObject({ statusCode: 304, body: '', visits: 1 });
  });

  it.each(['before', 'after'])('@fastify/compress, registered %s the plugin', async (place) => {
    const shop = new Shop();
    const app = fastify();
    if (place === 'before') await app.register(compress, { threshold: 1 });
    await app.register(fastifySession(shop.sessions));
    if (place === 'after') await app.register(compress, { threshold: 1 });
    const text = 'stored '.repeat(100);
    app.get('/', async (request) => shop.visit(request).then(() => text));
    const request = { url: '/', headers: { 'accept-encoding': 'gzip' } };
    const { raw, headers, visits } = await send(app, shop, request);
    expect([headers['content-encoding'], gunzipSync(raw).toString(), visits]).toEqual(['gzip', text, 1]);
    shop.down = ['create'];
    const failed = await send(app, shop, request);
    expect(failed).toMatchObject({ statusCode: 503, visits: undefined });
    const body = failed.headers['content-encoding'] === 'gzip' ? gunzipSync(failed.raw).toString() : failed.body;
    expect(JSON.parse(body)).toMatchObject({ statusCode: 503 });
  });
});

describe('nothing is stored with', () => {
  it.each<[string, Handler]>([
    ['an error', () => Promise.reject(new Error('broken'))],
    ['a Response of 500', () => new Response('broken', { status: 500 })],
    [
      'a stream that fails before its first byte',
      () =>
        new Readable({
          read() {
            this.destroy(new Error('broken'));
          },
        }),
    ],
    ['a value without JSON', () => ({ self: 1n })],
    ['reply.code(500)', (_shop, _request, reply) => reply.code(500).send('broken')],
  ])('%s', async (_name, respond) => {
    const shop = new Shop();
    const app = await serve(shop, (to) =>
      to.get('/', async (request, reply) => {
        await shop.visit(request);
        return respond(shop, request, reply);
      }),
    );
    expect(await send(app, shop)).toMatchObject({ statusCode: 500, visits: undefined });
    expect([shop.calls, shop.unsaved]).toEqual([[], ['server-error']]);
  });

  it('an error in a hook of onSend', async () => {
    const shop = new Shop();
    const app = await serve(shop, (to) => {
      to.get('/', async (request) => shop.visit(request).then(() => 'stored'));
      to.addHook('onSend', (_request, reply, _payload, done) => {
        if (reply.statusCode < 500) done(new Error('broken'));
        else done();
      });
    });
    expect(await send(app, shop)).toMatchObject({ statusCode: 500, visits: undefined });
    expect(shop.calls).toEqual([]);
  });
});

it('stores what a stream changes after its first byte, before its last', async () => {
  const shop = new Shop();
  const app = await serve(shop, (to) =>
    to.get('/', async (request) => {
      await shop.visit(request);
      const body = new PassThrough();
      body.write('first ');
      body.once('resume', () => {
        setImmediate(() => {
          shop.visit(request).then(
            () => body.end('last'),
            (error: unknown) => body.destroy(error as Error),
          );
        });
      });
      return body;
    }),
  );
  expect(await send(app, shop)).toMatchObject({ body: 'first last', visits: 2 });
});
