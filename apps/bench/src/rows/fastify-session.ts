import type { Row } from '../row.js';
import { compareWithPeer } from '../servers/compare-with-peer.js';

export const row: Row = {
  what: 'In memory, as part of what @fastify/session adds to Fastify 5',
  measure: (length) =>
    compareWithPeer({ bare: 'fastify', sess: 'fastify @sess', peer: 'fastify @fastify/session' }, length),
};
