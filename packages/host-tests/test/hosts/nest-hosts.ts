import type { Pages, Sessions as SuiteSessions } from '@sess/conformance';
import { type INestApplication, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import { mount as mountOnExpress, VisitsController as OnExpress } from '../mount/nest-express.js';
import { mount as mountOnFastify, VisitsController as OnFastify } from '../mount/nest-fastify.js';
import { type Host, siteOf } from './host.js';
import { PagesController } from './nest-pages.js';

function shopModule(visits: Type, sessions: SuiteSessions, pages: Pages) {
  class ShopModule {}
  const providers = [
    { provide: 'sessions', useValue: sessions },
    { provide: 'pages', useValue: pages },
  ];
  Module({ controllers: [visits, PagesController], providers })(ShopModule);
  return ShopModule;
}

interface Platform {
  readonly adapter: () => ExpressAdapter | FastifyAdapter;
  readonly visits: Type;
  readonly mount: (app: INestApplication) => void;
}

function nestHost(name: string, { adapter, visits, mount }: Platform): Host {
  return {
    name,
    async serve(sessions, pages) {
      const app: INestApplication = await NestFactory.create(shopModule(visits, sessions, pages), adapter(), {
        logger: false,
      });
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
  nestHost('NestJS 11 on Express', { adapter: () => new ExpressAdapter(), visits: OnExpress, mount: mountOnExpress }),
  nestHost('NestJS 11 on Fastify', { adapter: () => new FastifyAdapter(), visits: OnFastify, mount: mountOnFastify }),
];
