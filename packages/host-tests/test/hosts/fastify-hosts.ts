import { Readable } from 'node:stream';
import { createApp } from '@sess/example-fastify/app';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { mount as mountByExpress } from '../mount/fastify-express.js';
import { mount as mountByMiddie } from '../mount/fastify-middie.js';
import type { Sessions } from '../mount/sessions.js';
import { type Host, pageRequest, shopOf, siteOf, visitsPage } from './host.js';

type Mount = (sessions: Sessions) => Promise<FastifyInstance>;

/** @param keyOf - Returns what a handler passes to `sessions.get`. */
function fastifyHost(name: string, mount: Mount, keyOf: (request: FastifyRequest) => object): Host {
  return {
    name,
    async serve(sessions, { page }) {
      const app = await mount(shopOf(sessions));
      app.all('/*', async (request, reply) => {
        const { status = 200, headers = {}, body } = await page(pageRequest(sessions, request, keyOf(request)));
        return reply
          .code(status)
          .headers(headers)
          .send(typeof body === 'object' ? Readable.from(body) : body);
      });
      await app.listen({ port: 0, host: '127.0.0.1' });
      const site = await siteOf(app.server);
      return {
        send: site.send,
        async close() {
          app.server.closeAllConnections();
          await app.close();
        },
      };
    },
  };
}

function onBare(mount: (app: FastifyInstance, sessions: Sessions) => Promise<void>): Mount {
  return async (sessions) => {
    const app = fastify();
    await mount(app, sessions);
    return app;
  };
}

export const fastifyHosts: readonly Host[] = [
  fastifyHost(
    'Fastify 5',
    async (sessions) => {
      const app = await createApp(sessions as unknown as Parameters<typeof createApp>[0]);
      app.get('/visits', (request) => visitsPage(sessions, request));
      return app;
    },
    (request) => request,
  ),
  fastifyHost('@fastify/middie', onBare(mountByMiddie), (request) => request.raw),
  fastifyHost('@fastify/express', onBare(mountByExpress), (request) => request.raw),
];
