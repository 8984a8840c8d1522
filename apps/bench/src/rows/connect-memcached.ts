import { memcached } from '@sess/test-servers';
import type { Row } from '../row.js';
import { compareWithPeer } from '../servers/compare-with-peer.js';
import { withServer } from '../servers/with-server.js';

export const row: Row = {
  what: 'memcached, as part of what express-session with connect-memcached adds to Express 5',
  measure: (length) =>
    withServer(memcached, (url) =>
      compareWithPeer(
        {
          bare: 'express',
          sess: 'express @sess/memcached',
          peer: 'express connect-memcached',
          address: url.replace(/^memcached:\/\//, ''),
        },
        length,
      ),
    ),
};
