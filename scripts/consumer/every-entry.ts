// A user's program: uses each public entry point, in the strictest mode of the compilers.
import { type KeyedStore, SessionError, StoreError, parseSessionId } from '@sess/core';
import { testSerializer, testSessionStore } from '@sess/conformance';
import { newRecord } from '@sess/conformance/records';
import * as cli from '@sess/cli';
import { createDevalueSerializer } from '@sess/devalue';
import { CookieSessionStore, keyedRevocations } from '@sess/cookie';
import expressSession from '@sess/express-session';
import { MemcachedSessionStore } from '@sess/memcached';
import { MemcachedServers } from '@sess/memcached/memcache-client';
import { MongoSessionStore } from '@sess/mongo';
import { PrismaSessionStore } from '@sess/prisma';
import { createSessionContext } from '@sess/core/context';
import * as fetchMiddleware from '@sess/core/fetch';
import { fastifySession } from '@sess/core/fastify';
import { honoSession } from '@sess/core/hono';
import { koaSession } from '@sess/core/koa';
import { nextSession } from '@sess/core/next';
import * as nodeMiddleware from '@sess/core/node';
import { SessionSockets } from '@sess/core/sockets';
import { CallGuard } from '@sess/core/store';
import * as testing from '@sess/core/testing';

export const names = {
  cli,
  expressSession,
  testSerializer,
  testSessionStore,
  MongoSessionStore,
  PrismaSessionStore,
  createSessionContext,
  fetchMiddleware,
  fastifySession,
  honoSession,
  koaSession,
  nextSession,
  nodeMiddleware,
  SessionSockets,
  CallGuard,
  newRecord,
  testing,
  MemcachedSessionStore,
  MemcachedServers,
  CookieSessionStore,
  keyedRevocations,
};
declare module '@sess/express-session' {
  interface SessionData {
    user: string;
  }
}
export const userOf = (request: Express.Request): string | undefined => request.session.user;
export const sessionOptions: expressSession.SessionOptions = { secret: 'secret', saveUninitialized: false };
type AnySession = expressSession.Session & Partial<expressSession.SessionData>;
export const userIn = (session: AnySession): string | undefined => session.user;

export const id = parseSessionId('0'.repeat(40));
export const store: KeyedStore | undefined = undefined;
export const isOurs = (error: unknown) => error instanceof SessionError && !(error instanceof StoreError);

class Money {
  readonly cents: number;
  private constructor(cents: number) {
    this.cents = cents;
  }
  static of(cents: number): Money {
    return new Money(cents);
  }
}
export const serializer = createDevalueSerializer({
  classes: { Money: { class: Money, toPlain: ({ cents }) => cents, fromPlain: (cents) => Money.of(Number(cents)) } },
});
