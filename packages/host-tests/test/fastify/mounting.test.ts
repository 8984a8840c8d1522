import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import fastifyExpress from '@fastify/express';
import middie from '@fastify/middie';
import { SessionManager } from '@sess/core';
import { fastifySession } from '@sess/core/fastify';
import { catchRejections, sessionMiddleware } from '@sess/core/node';
import fastify, {
  type FastifyInstance,
  type FastifyPluginCallback,
  type FastifyPluginOptions,
  type FastifyTypeProvider,
  type RawServerBase,
} from 'fastify';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Shop } from '../outage.js';

/** Mounts two managers, whose cookies have these names. Each counts the visits of one page. */
async function withTwoManagers(...names: [string, string]) {
  const [one, two] = names.map((name) => new Shop({ cookie: { name } })) as [Shop, Shop];
  const app = fastify();
  await app.register(fastifySession(one.sessions));
  await app.register(fastifySession(two.sessions));
  app.get('/', async (request) => {
    await one.visit(request);
    await two.visit(request);
    return 'stored';
  });
  return { app, one };
}

/** Adds a page that counts visits. */
function page(app: FastifyInstance, shop: Shop, url = '/'): void {
  app.get(url, async (request) => {
    await shop.visit(request);
    return 'stored';
  });
}

const cookiesOf = (headers: Record<string, unknown>): string[] => [headers['set-cookie'] ?? []].flat() as string[];

describe('fastifySession', () => {
  it('serves what is registered after it, in nested plugins and under prefixes', async () => {
    const shop = new Shop();
    const app = fastify();
    app.register(fastifySession(shop.sessions));
    app.register(
      (outer, _options, done) => {
        page(outer, shop, '/a');
        outer.register(
          (inner, _inner, ready) => {
            page(inner, shop, '/b');
            ready();
          },
          { prefix: '/inner' },
        );
        done();
      },
      { prefix: '/outer' },
    );
    for (const url of ['/outer/a', '/outer/inner/b']) {
      expect(await shop.visits(cookiesOf((await app.inject(url)).headers))).toBe(1);
    }
  });

  it('leaves other plugins alone when a plugin registers it', async () => {
    const shop = new Shop();
    const app = fastify();
    await app.register(async (inner) => {
      await inner.register(fastifySession(shop.sessions));
      page(inner, shop, '/shop');
    });
    page(app, shop, '/elsewhere');
    expect((await app.inject('/shop')).statusCode).toBe(200);
    expect((await app.inject('/elsewhere')).json()).toMatchObject({ code: 'WRONG_TIME', statusCode: 500 });
  });

  it.each<[string, (app: FastifyInstance, shop: Shop) => unknown]>([
    ['registered twice', (app, shop) => app.register(fastifySession(shop.sessions))],
    [
      'registered in a nested plugin as well',
      (app, shop) =>
        app.register(async (inner) => {
          await inner.register(fastifySession(shop.sessions));
          page(inner, shop, '/inner');
        }),
    ],
    [
      'with the middleware for Node in a hook',
      (app, shop) => {
        const middleware = sessionMiddleware(shop.sessions);
        app.addHook('onRequest', (request, reply, done) => middleware(request.raw, reply.raw, () => done()));
      },
    ],
  ])('commits once when it is %s', async (_name, mountAgain) => {
    const shop = new Shop();
    const app = fastify();
    await app.register(fastifySession(shop.sessions));
    await mountAgain(app, shop);
    page(app, shop);
    for (const url of app.hasRoute({ url: '/inner', method: 'GET' }) ? ['/', '/inner'] : ['/']) {
      shop.calls.length = 0;
      const cookies = cookiesOf((await app.inject(url)).headers);
      expect([cookies.length, shop.calls]).toEqual([1, ['create']]);
      shop.calls.length = 0;
      const [cookie] = cookies[0]!.split(';');
      expect(cookiesOf((await app.inject({ url, headers: { cookie } })).headers)).toEqual([]);
      expect(shop.calls).toEqual(['load', 'update']);
    }
  });

  it('serves two managers at once, and a failed commit of one is one reply with the cookie of the other', async () => {
    const { app, one } = await withTwoManagers('one', 'two');
    const names = async () => cookiesOf((await app.inject('/')).headers).map((line) => line.split('=')[0]);
    expect((await names()).toSorted((a, b) => (a! < b! ? -1 : 1))).toEqual(['one', 'two']);
    one.down = ['create'];
    const { statusCode, headers } = await app.inject('/');
    expect([statusCode, cookiesOf(headers).filter((line) => line.startsWith('one='))]).toEqual([503, []]);
  });

  it('warns of two managers that use the same cookie', async () => {
    const { app } = await withTwoManagers('twin', 'twin');
    const warned = once(process, 'warning');
    await app.inject('/');
    expect(await warned).toMatchObject([
      { code: 'SESS_COOKIE_TWICE', message: expect.stringContaining('cookie twin') },
    ]);
  });

  it('makes no store call for a request that does not use its session, and changes nothing in its reply', async () => {
    const shop = new Shop();
    const [plain, served] = [fastify(), fastify()];
    await served.register(fastifySession(shop.sessions));
    for (const app of [plain, served]) app.get('/', () => ({ hello: 'world' }));
    const seen = await Promise.all(
      [plain, served].map(async (app) => {
        const { statusCode, headers, body } = await app.inject({ url: '/', headers: { cookie: 'sid=x' } });
        return [statusCode, { ...headers, date: '' }, body];
      }),
    );
    expect([seen[1], shop.calls]).toEqual([seen[0], []]);
  });

  it('leaves it to trustProxy whether a proxy is believed that the browser used HTTPS', async () => {
    const headers = { 'x-forwarded-proto': 'https' };
    const seen: string[][] = [];
    const insecure: string[] = [];
    for (const trustProxy of [true, false]) {
      const shop = new Shop();
      shop.sessions.on('insecure', ({ setting }) => insecure.push(setting));
      const app = fastify({ trustProxy });
      await app.register(fastifySession(shop.sessions));
      page(app, shop);
      const [cookie] = cookiesOf((await app.inject({ url: '/', headers })).headers);
      seen.push([cookie!.split('=')[0]!, /Secure/.exec(cookie!)?.[0] ?? '']);
    }
    expect(seen).toEqual([
      ['__Host-sid', 'Secure'],
      ['sid', ''],
    ]);
    expect(insecure).toHaveLength(1);
  });

  it('finds the session by request and request.raw, and keeps the types of the data', async () => {
    const shop = new Shop();
    const app = fastify();
    await app.register(fastifySession(shop.sessions));
    app.get('/', async (request) => {
      const session = await shop.sessions.get(request);
      expectTypeOf(session.get('visits')).toEqualTypeOf<number | undefined>();
      return { isSame: session === (await shop.sessions.get(request.raw)) };
    });
    expect((await app.inject('/')).json()).toEqual({ isSame: true });
  });

  it.each([
    ['@fastify/middie', middie],
    ['@fastify/express', fastifyExpress],
  ])('shares the session with the middlewares of %s, which get request.raw', async (_name, plugin) => {
    const shop = new Shop();
    const app = fastify();
    await app.register(fastifySession(shop.sessions));
    await app.register(plugin);
    app.use(
      catchRejections(async (request: IncomingMessage, _response: unknown, next: () => void) => {
        await shop.visit(request);
        next();
      }),
    );
    page(app, shop);
    expect(await shop.visits(cookiesOf((await app.inject('/')).headers))).toBe(2);
    expect(shop.calls).toEqual(['create', 'load']);
  });

  it('is a plugin to the types of Fastify, with any server and type provider', () => {
    interface Provider extends FastifyTypeProvider {
      readonly validator: this['schema'];
      readonly serializer: this['schema'];
    }
    const plugin = fastifySession(new SessionManager<{ visits: number }>({ store: new Shop().sessions.store }));
    expectTypeOf(plugin).toExtend<FastifyPluginCallback>();
    expectTypeOf(plugin).toExtend<FastifyPluginCallback<FastifyPluginOptions, RawServerBase, Provider>>();
    // Compiled, and refused by no overload.
    const register = (app: FastifyInstance) => [
      app.withTypeProvider<Provider>().register(plugin),
      fastify({ http2: true }).register(plugin),
      fastify({ https: {} }).register(plugin, { prefix: '/shop' }),
    ];
    expectTypeOf(register).parameters.toEqualTypeOf<[FastifyInstance]>();
  });
});
