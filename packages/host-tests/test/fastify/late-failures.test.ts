import { once } from 'node:events';
import { request as requestOf } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { fastifySession } from '@sess/core/fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { expect, it } from 'vitest';
import { Shop } from '../outage.js';

async function serve(build: (app: FastifyInstance, shop: Shop) => unknown = () => undefined) {
  const shop = new Shop();
  const app = fastify();
  await app.register(fastifySession(shop.sessions));
  app.get('/', async (request) => {
    await shop.visit(request);
    return 'stored';
  });
  await build(app, shop);
  return { app, shop };
}

it('breaks off a stream whose last changes cannot be stored, and the server goes on', async () => {
  const { app, shop } = await serve((to, of) => {
    to.get('/stream', async (request) => {
      const session = await of.sessions.get(request);
      const body = new PassThrough();
      body.write('first');
      setImmediate(() => {
        session.set('visits', 7);
        of.down = ['update', 'load'];
        body.end('last');
      });
      return body;
    });
  });
  const cookie = String((await app.inject('/')).headers['set-cookie']).split(';')[0]!;
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  await expect(fetch(`${url}/stream`, { headers: { cookie } }).then((response) => response.text())).rejects.toThrow(
    'terminated',
  );
  expect(shop.unsaved).toEqual(['failed']);
  shop.down = [];
  expect(await (await fetch(url)).text()).toBe('stored');
  await app.close();
});

it('stores what a handler changes after its client has left', async () => {
  let arrived!: () => void;
  const hasArrived = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const { app, shop } = await serve((to, of) =>
    to.get('/slow', async (request, reply) => {
      arrived();
      await once(reply.raw, 'close');
      await of.visit(request);
      return 'stored';
    }),
  );
  const stored = new Promise<void>((resolve) => {
    shop.sessions.on('saved', () => resolve());
  });
  const cookie = String((await app.inject('/')).headers['set-cookie']).split(';')[0]!;
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const client = requestOf({ port, host: '127.0.0.1', path: '/slow', headers: { cookie } });
  client.on('error', () => undefined).end();
  await hasArrived;
  client.destroy();
  await stored;
  expect(await shop.visits(cookie)).toBe(2);
  await app.close();
});
