import { MemorySessionStore } from '@sess/core';
import { connectMemcachedStore, memcachedStore } from '../stores/memcached.js';
import { connectMongo, mongoStore } from '../stores/mongo.js';
import { connectPgSimple } from '../stores/postgresql.js';
import { prismaSessionStore, prismaStore } from '../stores/prisma.js';
import { bareExpress, expressSessionOnExpress, facadeOnExpress, sessOnExpress } from './on-express.js';
import { bareFastify, sessionOfFastify, sessOnFastify } from './on-fastify.js';
import { bareNode, ironSessionOnNode, sealedSessOnNode } from './on-node.js';
import type { Application } from './request-kinds.js';

/** The measured servers by name. */
export const applications = {
  express: bareExpress,
  'express @sess': () => sessOnExpress(new MemorySessionStore()),
  'express express-session': () => expressSessionOnExpress(),
  'express @sess/mongo': async (url) => sessOnExpress(await mongoStore(url)),
  'express connect-mongo': (url) => expressSessionOnExpress(connectMongo(url)),
  'express @sess/memcached': (address) => sessOnExpress(memcachedStore(address)),
  'express connect-memcached': (address) => expressSessionOnExpress(connectMemcachedStore(address)),
  'express @sess/prisma': (url) => sessOnExpress(prismaStore(url)),
  'express prisma-session-store': (url) => expressSessionOnExpress(prismaSessionStore(url)),
  'express @sess/express-session': () => facadeOnExpress(),
  'express @sess/express-session, @sess/prisma': (url) => facadeOnExpress(prismaStore(url)),
  'express connect-pg-simple': (url) => expressSessionOnExpress(connectPgSimple(url)),
  'express @sess/express-session, @sess/memcached': (address) => facadeOnExpress(memcachedStore(address)),
  fastify: bareFastify,
  'fastify @sess': sessOnFastify,
  'fastify @fastify/session': sessionOfFastify,
  node: bareNode,
  'node @sess/cookie': sealedSessOnNode,
  'node iron-session': ironSessionOnNode,
} satisfies Record<string, Application>;

export type ApplicationName = keyof typeof applications;
