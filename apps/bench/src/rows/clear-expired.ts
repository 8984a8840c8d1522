import { setTimeout } from 'node:timers/promises';
import { SessionManager } from '@sess/core';
import { PrismaSessionStore } from '@sess/prisma';
import { median } from '../measure/median.js';
import type { Row } from '../row.js';
import { LiveLoads } from '../stores/live-loads.js';
import { expire, fillTable } from '../stores/filled-table.js';
import { withPrisma } from '../stores/with-prisma.js';

const idleSeconds = 3;

export const row: Row = {
  what: 'clearExpired in PostgreSQL beside live loads of the same process: p99 of a load, over the idle p99',
  measure: ({ rounds, sessions: count }) =>
    withPrisma(async (prisma) => {
      const sessions = new SessionManager({
        store: new PrismaSessionStore(prisma.session),
        storeTimeout: { seconds: 60 },
      });
      const keys = await fillTable(prisma, sessions, count / 2);
      const loads = new LiveLoads(sessions, keys);
      const runs: { ratio: number; perSecond: number; idle: number; clearing: number }[] = [];
      for (let run = 0; run < Math.min(rounds, 5); run++) {
        await expire(prisma, count / 2);
        const idle = await loads.p99While(() => setTimeout(idleSeconds * 1000));
        const start = performance.now();
        const clearing = await loads.p99While(async () => {
          const { deleted } = await sessions.clearExpired();
          if (deleted !== count / 2) throw new Error(`clearExpired removed ${deleted} of ${count / 2} rows.`);
        });
        const perSecond = (count / 2 / (performance.now() - start)) * 1000;
        runs.push({ ratio: clearing / idle, perSecond, idle, clearing });
      }
      const of = (name: keyof (typeof runs)[number]): number => median(runs.map((run) => run[name]));
      const text = (value: number): string => Math.round(value).toLocaleString('en');
      const detail =
        `${of('clearing').toFixed(1)} ms over ${of('idle').toFixed(1)} ms; ${text(of('perSecond'))} rows a second; ` +
        `${text(count / 2)} of ${text(count)} rows, ${runs.length} runs`;
      return [{ before: '9', measured: of('ratio'), target: 3, unit: 'times', detail }];
    }),
};
