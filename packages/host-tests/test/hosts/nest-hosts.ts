import type { Server } from 'node:http';
import type { Pages, Sessions as SuiteSessions } from '@sess/conformance';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { mount, ShopController } from '../mount/nest.js';
import { SessionModule } from '../mount/nest-session.js';
import { type Host, shopOf, siteOf } from './host.js';
import { PagesController } from './nest-pages.js';

function moduleOf(sessions: SuiteSessions, pages: Pages) {
  class PagesModule {}
  const useFactory = (given: SuiteSessions) => shopOf(given);
  class GivenModule {}
  const given = { provide: 'sessions', useValue: sessions };
  Module({ providers: [given], exports: [given] })(GivenModule);
  const sessionModule = { ...SessionModule.forRootAsync({ inject: ['sessions'], useFactory }), imports: [GivenModule] };
  Module({
    imports: [sessionModule, GivenModule],
    controllers: [ShopController, PagesController],
    providers: [{ provide: 'pages', useValue: pages }],
  })(PagesModule);
  return PagesModule;
}

function nestHost(name: string, adapter: () => ExpressAdapter | FastifyAdapter): Host {
  return {
    name,
    async serve(sessions, pages) {
      const app: INestApplication = await NestFactory.create(moduleOf(sessions, pages), adapter(), { logger: false });
      mount(app);
      await app.listen(0, '127.0.0.1');
      const server = app.getHttpServer() as Server;
      const site = await siteOf(server);
      return {
        send: site.send,
        async close() {
          server.closeAllConnections();
          await app.close();
        },
      };
    },
  };
}

export const nestHosts: readonly Host[] = [
  nestHost('NestJS 11 on Express', () => new ExpressAdapter()),
  nestHost('NestJS 11 on Fastify', () => new FastifyAdapter()),
];
