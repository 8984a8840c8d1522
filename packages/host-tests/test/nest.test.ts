import type { Server } from 'node:http';
import { type MemorySessionStore, SessionManager, StoreError } from '@sess/core';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type ArgumentsHost, Catch, type ExceptionFilter, type INestApplication } from '@nestjs/common';
import type { Response } from 'express';
import { expect, it } from 'vitest';
import { siteOf } from './hosts/host.js';
import { mount, ShopModule } from './mount/nest.js';
import type { Sessions } from './mount/sessions.js';

async function start(adapter: ExpressAdapter | FastifyAdapter, ...filters: ExceptionFilter[]) {
  const app: INestApplication = await NestFactory.create(ShopModule, adapter, { logger: false });
  app.useGlobalFilters(...filters);
  mount(app);
  const sessions = app.get<Sessions>(SessionManager);
  await app.listen(0, '127.0.0.1');
  const site = await siteOf(app.getHttpServer() as Server);
  return { app, sessions, site };
}

it.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
])('@CurrentSession() and a guard, on %s', async (_platform, adapter) => {
  const { site, app } = await start(adapter());
  expect((await site.send('/account')).status).toBe(401);
  const signedIn = await site.send('/sign-in', { method: 'POST' });
  const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!;
  const account = await site.send('/account', { headers: { cookie } });
  expect([account.status, await account.text()]).toEqual([200, 'Account of alice']);
  await app.close();
});

it('a failed commit reaches the exception filter on Express', async () => {
  const caught: unknown[] = [];
  class Filter implements ExceptionFilter {
    catch(error: StoreError, host: ArgumentsHost): void {
      caught.push(error);
      host.switchToHttp().getResponse<Response>().status(error.status).send('The shop is closed.');
    }
  }
  Catch(StoreError)(Filter);
  const { site, app, sessions } = await start(new ExpressAdapter(), new Filter());
  const store = sessions.store as MemorySessionStore;
  store.create = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
  const response = await site.send('/visits');
  expect([response.status, await response.text()]).toEqual([503, 'The shop is closed.']);
  expect(caught).toEqual([expect.any(StoreError)]);
  await app.close();
});
