import { findMongodb, memcached } from '@sess/test-servers';
import type { Figure, Row } from '../row.js';
import { addedCost, type Comparison } from '../servers/added-cost.js';
import type { RequestKind } from '../servers/request-kinds.js';
import { withServer } from '../servers/with-server.js';
import { withPrisma } from '../stores/with-prisma.js';

/** Runs a measurement while the server that stores the sessions is there, at that address. */
type WithAddress = <Result>(measure: (address: string) => Promise<Result>) => Promise<Result>;

interface PeerFigure extends Pick<Figure, 'before' | 'target'> {
  readonly part: RequestKind;
}

const withoutTargets: readonly PeerFigure[] = [
  { part: 'read', before: '–' },
  { part: 'change', before: '–' },
];

export const express: Row = {
  what: 'Added to bare Express 5, as part of what express-session adds',
  measure: compareWith({ bare: 'express', sess: 'express @sess', peer: 'express express-session' }, undefined, [
    { part: 'untouched', before: '0.17', target: 0.06 },
    { part: 'read', before: '1.07', target: 0.5 },
    { part: 'change', before: '2.2', target: 0.9 },
  ]),
};

const withMemcached: WithAddress = (measure) =>
  withServer(memcached, (url) => measure(url.replace(/^memcached:\/\//, '')));
const withPostgresql: WithAddress = (measure) => withPrisma((_prisma, url) => measure(url));

/** Behind `request.session`, whose session is loaded for each request. */
const facadeFigures: readonly PeerFigure[] = [
  { part: 'untouched', before: '–', target: 0.6 },
  { part: 'read', before: '–', target: 1 },
  { part: 'change', before: '–', target: 1 },
];

export const facade: Row = {
  what: '@sess/express-session in memory, as part of what express-session adds to Express 5',
  measure: compareWith(
    { bare: 'express', sess: 'express @sess/express-session', peer: 'express express-session' },
    undefined,
    facadeFigures,
  ),
};

export const facadePostgresql: Row = {
  what: '@sess/express-session with @sess/prisma, as part of what express-session with connect-pg-simple adds',
  measure: compareWith(
    { bare: 'express', sess: 'express @sess/express-session, @sess/prisma', peer: 'express connect-pg-simple' },
    withPostgresql,
    facadeFigures,
  ),
};

export const facadeMemcached: Row = {
  what: '@sess/express-session with @sess/memcached, as part of what express-session with connect-memcached adds',
  measure: compareWith(
    { bare: 'express', sess: 'express @sess/express-session, @sess/memcached', peer: 'express connect-memcached' },
    withMemcached,
    facadeFigures,
  ),
};

export const connectMongo: Row = {
  what: 'MongoDB, as part of what express-session with connect-mongo adds to Express 5',
  measure: compareWith({ bare: 'express', sess: 'express @sess/mongo', peer: 'express connect-mongo' }, (measure) =>
    withServer(() => findMongodb(() => undefined), measure),
  ),
};

export const connectMemcached: Row = {
  what: 'memcached, as part of what express-session with connect-memcached adds to Express 5',
  measure: compareWith(
    { bare: 'express', sess: 'express @sess/memcached', peer: 'express connect-memcached' },
    withMemcached,
  ),
};

export const prismaSessionStore: Row = {
  what: 'Prisma on PostgreSQL, as part of what express-session with prisma-session-store adds to Express 5',
  measure: compareWith(
    { bare: 'express', sess: 'express @sess/prisma', peer: 'express prisma-session-store' },
    withPostgresql,
  ),
};

export const fastifySession: Row = {
  what: 'In memory, as part of what @fastify/session adds to Fastify 5',
  measure: compareWith({ bare: 'fastify', sess: 'fastify @sess', peer: 'fastify @fastify/session' }),
};

export const ironSession: Row = {
  what: 'Sealed in a cookie, as part of what iron-session adds to node:http',
  measure: compareWith({ bare: 'node', sess: 'node @sess/cookie', peer: 'node iron-session' }),
};

/** Measures what our sessions add to requests, as part of what a peer with its own store adds. */
function compareWith(
  comparison: Comparison,
  withAddress: WithAddress = (measure) => measure(''),
  figures = withoutTargets,
): Row['measure'] {
  return (length) =>
    withAddress(async (address) => {
      const cost = await addedCost(comparison, address, length);
      return figures.map((figure) => {
        const { bare, sess, peer } = cost[figure.part];
        const detail = `${sess.toFixed(1)} µs over ${peer.toFixed(1)} µs; bare ${bare.toFixed(0)} µs`;
        return { ...figure, measured: sess / peer, unit: 'times', detail };
      });
    });
}
