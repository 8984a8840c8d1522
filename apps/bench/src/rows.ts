import type { Row } from './row.js';

/** The rows, in the order of the table. Each is imported in its own process only. */
export const rows = {
  'cart-in-a-loop': async () => (await import('./rows/cart-in-a-loop.js')).row,
  'counter-updates': async () => (await import('./rows/counter-updates.js')).row,
  'merge-after-conflict': async () => (await import('./rows/merge-after-conflict.js')).row,
  'empty-arrays': async () => (await import('./rows/large-values.js')).emptyArrays,
  'nested-arrays': async () => (await import('./rows/large-values.js')).nestedArrays,
  'small-objects': async () => (await import('./rows/large-values.js')).smallObjects,
  'devalue-arrays': async () => (await import('./rows/large-values.js')).devalueArrays,
  'too-large': async () => (await import('./rows/too-large.js')).row,
  express: async () => (await import('./rows/peers.js')).express,
  'open-and-commit': async () => (await import('./rows/open-and-commit.js')).row,
  'sealed-cookie': async () => (await import('./rows/sealed-cookie.js')).row,
  imports: async () => (await import('./rows/imports.js')).row,
  bundle: async () => (await import('./rows/bundle.js')).row,
  'clear-expired': async () => (await import('./rows/clear-expired.js')).row,
  'prisma-load': async () => (await import('./rows/prisma-load.js')).row,
  facade: async () => (await import('./rows/peers.js')).facade,
  'facade-postgresql': async () => (await import('./rows/peers.js')).facadePostgresql,
  'facade-memcached': async () => (await import('./rows/peers.js')).facadeMemcached,
  'connect-mongo': async () => (await import('./rows/peers.js')).connectMongo,
  'connect-memcached': async () => (await import('./rows/peers.js')).connectMemcached,
  'prisma-session-store': async () => (await import('./rows/peers.js')).prismaSessionStore,
  'fastify-session': async () => (await import('./rows/peers.js')).fastifySession,
  'iron-session': async () => (await import('./rows/peers.js')).ironSession,
} satisfies Record<string, () => Promise<Row>>;
export type RowName = keyof typeof rows;
