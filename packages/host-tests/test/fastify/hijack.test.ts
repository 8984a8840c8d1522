import { fastifySession } from '@sess/core/fastify';
import { MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { siteOf } from '../hosts/host.js';
import { mount as mountByExpress } from '../mount/fastify-express.js';
import { mount as mountByMiddie } from '../mount/fastify-middie.js';
import type { Sessions } from '../mount/sessions.js';

type Mount = (app: FastifyInstance, sessions: Sessions) => void | Promise<void>;

const mounts: readonly (readonly [name: string, mount: Mount])[] = [
  ['its entry', (app, sessions) => void app.register(fastifySession(sessions))],
  ['@fastify/middie', mountByMiddie],
  ['@fastify/express', mountByExpress],
];

describe.each(mounts)('Fastify behind %s, after reply.hijack()', (_name, mount) => {
  async function visit(store: MemorySessionStore, pieces: readonly string[]) {
    const sessions: Sessions = new SessionManager({ store });
    const app = fastify();
    await mount(app, sessions);
    app.get('/hijacked', async (request, reply) => {
      const session = await sessions.get(request.raw);
      session.set('visits', 7);
      reply.hijack();
      for (const piece of pieces) reply.raw.write(piece);
      reply.raw.end();
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const site = await siteOf(app.server);
    try {
      const response = await site.send('/hijacked', { signal: AbortSignal.timeout(15_000) });
      const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
      return { cookie, status: response.status, body: await response.text(), sessions };
    } finally {
      app.server.closeAllConnections();
      await app.close();
    }
  }

  it.each([[[]], [['in ', 'pieces']]])(
    'holds a response that is written to reply.raw, %o, and adds the cookie',
    async (pieces) => {
      const { status, body, cookie, sessions } = await visit(new MemorySessionStore(), pieces);
      expect([status, body]).toEqual([200, pieces.join('')]);
      expect((await sessions.read(cookie, { secure: false })).get('visits')).toBe(7);
    },
  );

  it('responds with 503 when the store is down', async () => {
    const store = new MemorySessionStore();
    store.create = () => Promise.reject(new StoreError('The backend is down.', { outcome: 'not-applied' }));
    expect(await visit(store, ['stored'])).toMatchObject({ status: 503, cookie: undefined });
  });
});
