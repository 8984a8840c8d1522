import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fastifyExpress from '@fastify/express';
import middie from '@fastify/middie';
import { SessionError } from '@sess/core';
import { fastifySession } from '@sess/core/fastify';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { expectVisitsOverHttp2 } from '../http2-visits.js';
import { Shop } from '../outage.js';

/** An application whose store refuses to create records. */
async function serve(build: (app: FastifyInstance, shop: Shop) => unknown) {
  const shop = new Shop();
  shop.down = ['create'];
  const app = fastify();
  await app.register(fastifySession(shop.sessions));
  await build(app, shop);
  return { app, shop };
}

const page = (app: FastifyInstance, shop: Shop): void => {
  app.get('/', async (request) => {
    await shop.visit(request);
    return 'stored';
  });
};

describe('a failed commit', () => {
  it("gets the reply of Fastify's own error handler, once", async () => {
    const errors: unknown[] = [];
    const { app, shop } = await serve((to, of) => {
      to.addHook('onError', (_request, _reply, error, done) => {
        errors.push(error);
        done();
      });
      page(to, of);
    });
    const { statusCode, headers, body } = await app.inject('/');
    expect([statusCode, JSON.parse(body)]).toMatchObject([503, { statusCode: 503, error: 'Service Unavailable' }]);
    expect(headers).toMatchObject({ 'retry-after': '5', 'session-outcome': 'not-applied' });
    expect(headers['set-cookie']).toBeUndefined();
    expect([errors.length, shop.unsaved]).toEqual([1, ['failed']]);
    shop.down = [];
    expect((await app.inject('/')).body).toBe('stored');
  });

  it.each<[string, (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => unknown]>([
    ['sends', (error, _request, reply) => reply.send({ mine: error.statusCode })],
    [
      'is asynchronous',
      async (error) => {
        await nextTurn();
        return { mine: error.statusCode };
      },
    ],
    [
      'changes the session',
      async (error, request) => {
        // What it changes is not stored.
        const { shop } = request.server as unknown as { shop: Shop };
        shop.down = [];
        await shop.visit(request);
        return { mine: error.statusCode };
      },
    ],
  ])('reaches an error handler that %s, and the headers say what became of the changes', async (_name, handle) => {
    const { app, shop } = await serve((to, of) => {
      to.decorate('shop', of);
      to.setErrorHandler<FastifyError>(handle);
      page(to, of);
    });
    const { statusCode, headers, json } = await app.inject('/');
    expect([statusCode, json()]).toEqual([503, { mine: 503 }]);
    expect(headers).toMatchObject({ 'retry-after': '5', 'session-outcome': 'not-applied' });
    expect([headers['set-cookie'], shop.calls]).toEqual([undefined, ['create']]);
  });

  it('reaches the next error handler when one throws, and when the page was an error already', async () => {
    const { app } = await serve((to, of) => {
      to.setErrorHandler<FastifyError>((error) => ({ outer: error.statusCode ?? error.message }));
      to.register((inner, _options, done) => {
        inner.setErrorHandler<FastifyError>((error) => {
          if (error.statusCode === 400) return { inner: 400 };
          throw error;
        });
        page(inner, of);
        inner.get('/bad', async (request) => {
          await of.visit(request);
          throw Object.assign(new Error('bad'), { statusCode: 400 });
        });
        done();
      });
    });
    for (const url of ['/', '/bad']) {
      const { statusCode, json } = await app.inject(url);
      expect([statusCode, json()]).toEqual([503, { outer: 503 }]);
    }
  });

  it('reaches the error handler of the plugin that the route is in', async () => {
    const { app } = await serve((to, of) => {
      to.register(
        (inner, _options, done) => {
          inner.setErrorHandler<FastifyError>((error) => ({ inner: error.statusCode }));
          page(inner, of);
          done();
        },
        { prefix: '/inner' },
      );
    });
    expect((await app.inject('/inner')).json()).toEqual({ inner: 503 });
  });

  it.each<[string, (reply: FastifyReply) => unknown]>([
    ['a stream', () => Readable.from(['stored'])],
    ['a promise that resolves to nothing after reply.send', (reply) => void reply.send('stored')],
    [
      'a promise that rejects after reply.send',
      (reply) => Promise.reject(new Error(`late ${reply.send('stored').sent}`)),
    ],
    ['reply.code(201)', (reply) => reply.code(201).header('cache-control', 'public, max-age=60').send('stored')],
  ])('reaches the error handlers from %s', async (_name, respond) => {
    const { app, shop } = await serve((to, of) =>
      to.get('/', async (request, reply) => {
        await of.visit(request);
        return respond(reply);
      }),
    );
    const { statusCode, headers, body } = await app.inject('/');
    expect([statusCode, JSON.parse(body)]).toMatchObject([503, { statusCode: 503 }]);
    expect([headers['cache-control'], shop.calls]).toEqual(['private', ['create']]);
  });

  it.each<[string, (reply: FastifyReply) => unknown]>([
    ['reply.hijack', (reply) => void reply.hijack().raw.end('stored')],
    [
      'reply.hijack, in pieces',
      (reply) => {
        reply.hijack().raw.write('sto');
        reply.raw.end('red');
      },
    ],
    ['reply.raw', (reply) => void reply.raw.end('stored')],
    ['a web stream', () => new Blob(['stored']).stream()],
    ['a Response', () => new Response('stored')],
  ])('is one response of 503 from %s', async (_name, respond) => {
    const { app, shop } = await serve((to, of) =>
      to.get('/', async (request, reply) => {
        await of.visit(request);
        return respond(reply);
      }),
    );
    const { statusCode, headers, body } = await app.inject('/');
    expect([statusCode, body.includes('stored'), shop.calls]).toEqual([503, false, ['create']]);
    expect(headers).toMatchObject({ 'retry-after': '5', 'session-outcome': 'not-applied' });
  });

  it.each([
    ['@fastify/middie', middie],
    ['@fastify/express', fastifyExpress],
  ])('reaches the error handlers beside %s', async (_name, plugin) => {
    const { app, shop } = await serve(async (to, of) => {
      await to.register(plugin);
      to.setErrorHandler<FastifyError>((error) => ({ mine: error.statusCode }));
      page(to, of);
    });
    expect((await app.inject('/')).json()).toEqual({ mine: 503 });
    shop.down = [];
    expect(await shop.visits((await app.inject('/')).headers['set-cookie'])).toBe(1);
  });

  it('is answered over HTTP/2', async () => {
    const shop = new Shop();
    const app = fastify({ http2: true });
    await app.register(fastifySession(shop.sessions));
    app.get('/', async (request) => {
      await shop.visit(request);
      return 'stored';
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    try {
      await expectVisitsOverHttp2(app.server, shop);
    } finally {
      await app.close();
    }
  });
});

it('gives the status of a store that is down to a handler that loads its session', async () => {
  const { app, shop } = await serve(page);
  shop.down = [];
  const cookie = String((await app.inject('/')).headers['set-cookie']).split(';')[0]!;
  shop.down = ['load'];
  const { statusCode, headers } = await app.inject({ url: '/', headers: { cookie } });
  expect([statusCode, headers['retry-after'], headers['set-cookie']]).toEqual([503, '5', undefined]);
});

it('refuses anything but a manager', () => {
  expect(() => fastifySession({} as never)).toThrow(SessionError);
  expect(() => fastifySession({} as never)).toThrow('fastifySession: the first argument must be a SessionManager');
});
