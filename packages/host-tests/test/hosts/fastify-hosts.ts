import { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import { mount as mountByHook } from '../mount/fastify.js';
import { mount as mountByExpress } from '../mount/fastify-express.js';
import { mount as mountByMiddie } from '../mount/fastify-middie.js';
import type { Sessions } from '../mount/sessions.js';
import { type Host, pageRequest, shopOf, siteOf } from './host.js';

type Mount = (app: FastifyInstance, sessions: Sessions) => void | Promise<void>;

function fastifyHost(name: string, mount: Mount): Host {
  return {
    name,
    async serve(sessions, { page }) {
      const app = fastify();
      await mount(app, shopOf(sessions));
      app.all('/*', async (request, reply) => {
        const { status = 200, headers = {}, body } = await page(pageRequest(sessions, request, request.raw));
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

export const fastifyHosts: readonly Host[] = [
  fastifyHost('Fastify 5', mountByHook),
  fastifyHost('@fastify/middie', mountByMiddie),
  fastifyHost('@fastify/express', mountByExpress),
];
