import type { Row } from './row.js';

/** The rows, in the order of the table. */
export const rows = {
  'cart-in-a-loop': () => import('./rows/cart-in-a-loop.js'),
  'counter-updates': () => import('./rows/counter-updates.js'),
  'merge-after-conflict': () => import('./rows/merge-after-conflict.js'),
  'empty-arrays': () => import('./rows/empty-arrays.js'),
  'nested-arrays': () => import('./rows/nested-arrays.js'),
  'small-objects': () => import('./rows/small-objects.js'),
  'devalue-arrays': () => import('./rows/devalue-arrays.js'),
  'too-large': () => import('./rows/too-large.js'),
  express: () => import('./rows/express.js'),
  'open-and-commit': () => import('./rows/open-and-commit.js'),
  'sealed-cookie': () => import('./rows/sealed-cookie.js'),
  imports: () => import('./rows/imports.js'),
  bundle: () => import('./rows/bundle.js'),
  'clear-expired': () => import('./rows/clear-expired.js'),
  'prisma-load': () => import('./rows/prisma-load.js'),
  'connect-mongo': () => import('./rows/connect-mongo.js'),
  'connect-memcached': () => import('./rows/connect-memcached.js'),
  'prisma-session-store': () => import('./rows/prisma-session-store.js'),
  'fastify-session': () => import('./rows/fastify-session.js'),
  'iron-session': () => import('./rows/iron-session.js'),
} satisfies Record<string, () => Promise<{ readonly row: Row }>>;
export type RowName = keyof typeof rows;
