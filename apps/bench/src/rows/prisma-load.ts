import { SessionManager } from '@sess/core';
import { PrismaSessionStore } from '@sess/prisma';
import { turnByTurn, type Work } from '../measure/cpu-time.js';
import { timesOver } from '../measure/times-over.js';
import type { Row } from '../row.js';
import { withPrisma } from '../stores/with-prisma.js';

const calls = 5;

function repeated(work: Work): Work {
  return async () => {
    for (let call = 0; call < calls; call++) await work();
  };
}

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
      // The two differ by less than the cost of one call changes within a second, and in longer turns, the order of the
      // two decided the result. So many turns alternate, all of a few calls.
      const { load, floor } = await turnByTurn(
        {
          load: repeated(() => store.load(id)),
          floor: repeated(() => prisma.session.findUnique({ where: { id }, select })),
        },
        { ...length, turnMs: 0, rounds: length.rounds * 160 },
      );
      return [timesOver(floor / calls, load / calls, { before: '1.19–1.27', target: 1.1 })];
    }),
};
