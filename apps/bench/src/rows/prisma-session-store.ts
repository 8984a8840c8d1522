import { compareWithPeer } from '../servers/compare-with-peer.js';
import type { Row } from '../row.js';
import { withPrisma } from '../stores/with-prisma.js';

export const row: Row = {
  what: 'Prisma on PostgreSQL, as part of what express-session with prisma-session-store adds to Express 5',
  measure: (length) =>
    withPrisma((_prisma, address) =>
      compareWithPeer(
        { bare: 'express', sess: 'express @sess/prisma', peer: 'express prisma-session-store', address },
        length,
      ),
    ),
};
