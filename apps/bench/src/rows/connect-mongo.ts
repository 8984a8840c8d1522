import { findMongodb } from '@sess/test-servers';
import type { Row } from '../row.js';
import { compareWithPeer } from '../servers/compare-with-peer.js';
import { withServer } from '../servers/with-server.js';

export const row: Row = {
  what: 'MongoDB, as part of what express-session with connect-mongo adds to Express 5',
  measure: (length) =>
    withServer(
      () => findMongodb(() => undefined),
      (address) =>
        compareWithPeer(
          { bare: 'express', sess: 'express @sess/mongo', peer: 'express connect-mongo', address },
          length,
        ),
    ),
};
