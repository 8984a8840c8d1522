import { SessionManager } from '@sess/core';
import { PrismaSessionStore } from '@sess/prisma';
import { turnByTurn } from '../measure/cpu-time.js';
import { timesOver } from '../measure/times-over.js';
import type { Row } from '../row.js';
import { withPrisma } from '../stores/with-prisma.js';

export const row: Row = {
  what: 'Prisma load on PostgreSQL, over the same findUnique',
  measure: (length) =>
    withPrisma(async (prisma) => {
      const store = new PrismaSessionStore(prisma.session);
      const { id } = await new SessionManager({ store }).create({
        data: { name: 'somebody', visits: 0 },
        owner: '4711',
      });
      const select = { payload: true, createdAt: true, expiresAt: true, owner: true, revision: true };
      const { load, floor } = await turnByTurn(
        { load: () => store.load(id), floor: () => prisma.session.findUnique({ where: { id }, select }) },
        // More turns than elsewhere, because the two differ by little.
        { ...length, rounds: length.rounds * 3 },
      );
      return [timesOver(floor, load, { before: '1.19–1.27', target: 1.1 })];
    }),
};
