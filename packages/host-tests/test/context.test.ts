import { createServer, type IncomingMessage, request as requestByHand, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json as readJson, text as readText } from 'node:stream/consumers';
import { MemorySessionStore, SessionManager } from '@sess/core';
import { createSessionContext } from '@sess/core/context';
import { fastifySession } from '@sess/core/fastify';
import { honoSession } from '@sess/core/hono';
import { koaSession } from '@sess/core/koa';
import { sessionMiddleware, withSession } from '@sess/core/node';
import { serve } from '@hono/node-server';
import { Body, Controller, Injectable, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import express from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { expect, it } from 'vitest';

interface Guest {
  name: string;
}

function createSite() {
  const sessions = new SessionManager<Guest>({ store: new MemorySessionStore() });
  const context = createSessionContext(sessions);
  let waiting: (() => void)[] = [];
  return {
    sessions,
    context,
    /** Called by the handlers, without a request. Goes on when two requests have come this far. */
    async greet(name: string): Promise<string> {
      (await context.currentSession()).set('name', name);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length < 2) return;
        for (const go of waiting) go();
        waiting = [];
      });
      return `Hello ${(await context.currentSession()).get('name')}`;
    },
  };
}

type CreatedSite = ReturnType<typeof createSite>;

function listening(server: Server): Promise<Server> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function expressSite(create: typeof express) {
  return ({ sessions, context, greet }: CreatedSite) => {
    const app = create();
    app.use(sessionMiddleware(sessions), (request, _response, next) => context.run(request, next));
    app.use(create.json());
    app.post('/', (request, response, next) => {
      greet((request.body as Guest).name).then((text) => response.send(text), next);
    });
    return listening(createServer(app));
  };
}

function nestModule({ greet }: CreatedSite) {
  @Injectable()
  class Greetings {
    greet(name: string): Promise<string> {
      return greet(name);
    }
  }

  @Controller()
  class GreetingController {
    readonly #greetings: Greetings;

    constructor(greetings: Greetings) {
      this.#greetings = greetings;
    }

    @Post()
    answer(@Body() { name }: Guest): Promise<string> {
      return this.#greetings.greet(name);
    }
  }
  Reflect.defineMetadata('design:paramtypes', [Greetings], GreetingController);

  @Module({ controllers: [GreetingController], providers: [Greetings] })
  class GreetingModule {}
  return GreetingModule;
}

const sites: Readonly<Record<string, (site: CreatedSite) => Promise<Server>>> = {
  'Express 5': expressSite(express),
  'Express 4': expressSite(express4),
  'node:http': ({ sessions, context, greet }) =>
    listening(
      createServer(
        withSession(sessions, (request: IncomingMessage, response) =>
          context.run(request, async () => {
            response.end(await greet(((await readJson(request)) as Guest).name));
          }),
        ),
      ),
    ),
  Koa({ sessions, context, greet }) {
    const app = new Koa();
    app.use(koaSession(sessions));
    app.use((ctx, next) => context.run(ctx, next));
    app.use(async (ctx) => {
      ctx.body = await greet(((await readJson(ctx.req)) as Guest).name);
    });
    const listener = app.callback();
    return listening(createServer((request, response) => void listener(request, response)));
  },
  Hono({ sessions, context, greet }) {
    const app = new Hono();
    app.use(honoSession(sessions), (c, next) => context.run(c, next));
    app.post('/', async (c) => c.text(await greet((await c.req.json<Guest>()).name)));
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(server as Server));
    });
  },
  async Fastify(site) {
    const app = fastify();
    await app.register(fastifySession(site.sessions));
    // Fastify keeps this context while it parses the body.
    app.addHook('onRequest', (request, _reply, done) => site.context.run(request, done));
    app.post<{ Body: Guest }>('/', ({ body }) => site.greet(body.name));
    await app.listen({ port: 0, host: '127.0.0.1' });
    return app.server;
  },
  async 'NestJS on Express'(site) {
    const adapter = new ExpressAdapter();
    const app = await NestFactory.create<NestExpressApplication>(nestModule(site), adapter, { logger: false });
    app.use(sessionMiddleware(site.sessions));
    app.use((request: object, _response: unknown, next: () => void) => site.context.run(request, next));
    await app.listen(0, '127.0.0.1');
    return app.getHttpServer();
  },
  async 'NestJS on Fastify'(site) {
    const adapter = new FastifyAdapter();
    const app = await NestFactory.create<NestFastifyApplication>(nestModule(site), adapter, { logger: false });
    app.use(sessionMiddleware(site.sessions));
    app.use((request: object, _response: unknown, next: () => void) => site.context.run(request, next));
    await app.listen(0, '127.0.0.1');
    return app.getHttpServer();
  },
};

/** Sends a JSON body in two pieces, so that it is parsed while other requests are. */
async function post(port: number, name: string) {
  const [first, second] = ['{"name":', JSON.stringify(name) + '}'];
  const headers = { 'content-type': 'application/json', 'content-length': first.length + second.length };
  const request = requestByHand({ port, method: 'POST', headers, agent: false });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
  request.write(first, () => request.end(second));
  const response = await answered;
  const cookie = response.headers['set-cookie']?.[0]?.split(';')[0];
  return { body: await readText(response), cookie };
}

it.each(Object.entries(sites))(
  '%s: currentSession in a service is that of the request, after its JSON body was parsed and beside another request',
  async (_name, start) => {
    const site = createSite();
    const server = await start(site);
    const { port } = server.address() as AddressInfo;
    const seen = await Promise.all(['alice', 'bob'].map((name) => post(port, name)));
    const stored = seen.map(async ({ cookie }) => (await site.sessions.read(cookie, { secure: false })).get('name'));
    expect([seen.map(({ body }) => body), await Promise.all(stored)]).toEqual([
      ['Hello alice', 'Hello bob'],
      ['alice', 'bob'],
    ]);
    server.closeAllConnections();
    server.close();
  },
);
