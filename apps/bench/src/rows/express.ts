import type { Row } from '../row.js';
import { addedCost, detailOf } from '../servers/added-cost.js';

export const row: Row = {
  what: 'Added to bare Express 5, as part of what express-session adds',
  async measure(length) {
    const cost = await addedCost({ bare: 'express', sess: 'express @sess', peer: 'express express-session' }, length);
    const figure = (part: keyof typeof cost, before: string, target: number) => ({
      part,
      before,
      measured: cost[part].sess / cost[part].peer,
      target,
      unit: 'times' as const,
      detail: detailOf(cost[part]),
    });
    return [figure('untouched', '0.17', 0.06), figure('read', '1.07', 0.5), figure('change', '2.2', 0.9)];
  },
};
