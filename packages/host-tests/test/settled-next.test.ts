import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import { sessionMiddleware } from '@sess/core/node';
import Fastify from 'fastify';
import { createApp, toNodeListener } from 'h3v1';
import Koa from 'koa';
import { createRouter } from 'next-connect';
import { expect, it } from 'vitest';
import { siteOf } from './hosts/host.js';
import { watchProcess } from './laws/process-watch.js';
import { mount as mountOnMiddie } from './mount/fastify-middie.js';
import { mount as mountOnH3 } from './mount/h3-v1.js';
import { mount as mountOnKoaConnect } from './mount/koa-connect.js';
import { mount as mountOnNextConnect } from './mount/next-connect.js';
import type { Sessions } from './mount/sessions.js';

/** As the documentation of Next.js shows it, for API routes. */
async function runMiddleware(
  request: IncomingMessage,
  response: ServerResponse,
  middleware: ReturnType<typeof sessionMiddleware>,
): Promise<void> {
  await new Promise((resolve, reject) => {
    middleware(request, response, (result?: unknown) => (result instanceof Error ? reject(result) : resolve(result)));
  });
}

const chains: Readonly<Record<string, (sessions: Sessions) => Server | Promise<Server>>> = {
  "h3's fromNodeMiddleware": (sessions) => {
    const app = createApp();
    mountOnH3(app, sessions);
    return createServer(toNodeListener(app));
  },
  'koa-connect': (sessions) => {
    const app = new Koa();
    mountOnKoaConnect(app, sessions);
    const listener = app.callback();
    return createServer((request, response) => void listener(request, response));
  },
  'next-connect': (sessions) => {
    const router = createRouter<IncomingMessage, ServerResponse>();
    mountOnNextConnect(router, sessions);
    const handler = router.handler();
    return createServer((request, response) => void handler(request, response));
  },
  "Next's runMiddleware": (sessions) => {
    const middleware = sessionMiddleware(sessions);
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      await runMiddleware(request, response, middleware);
      const session = await sessions.get(request);
      response.end(`Visit ${session.update('visits', 0, (visits) => visits + 1)}`);
    };
    return createServer((request, response) => void answer(request, response));
  },
  'middie, which has reused its next by then': async (sessions) => {
    const app = Fastify();
    await mountOnMiddie(app, sessions);
    await app.ready();
    return app.server;
  },
};

it.each(Object.entries(chains))('a failed commit is answered behind %s', async (_name, create) => {
  const watch = watchProcess();
  const store = new MemorySessionStore();
  const sessions: Sessions = new SessionManager({ store });
  const creating = store.create.bind(store);
  store.create = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
  const site = await siteOf(await create(sessions));
  try {
    const response = await site.send('/visits');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    store.create = creating;
    expect(await (await site.send('/visits')).text()).toBe('Visit 1');
  } finally {
    await site.close();
    watch.stop();
  }
  expect(watch.failures).toEqual([]);
});
