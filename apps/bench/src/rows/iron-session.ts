import type { Row } from '../row.js';
import { compareWithPeer } from '../servers/compare-with-peer.js';

export const row: Row = {
  what: 'Sealed in a cookie, as part of what iron-session adds to node:http',
  measure: (length) => compareWithPeer({ bare: 'node', sess: 'node @sess/cookie', peer: 'node iron-session' }, length),
};
