import type { Patience } from '../measure/patience.js';
import type { Figure } from '../row.js';
import { addedCost, type Contest, detailOf } from './added-cost.js';

/** Reads and changes, as part of what a peer on its own store adds; no target was set for it. */
export async function compareWithPeer(contest: Contest, patience: Patience): Promise<readonly Figure[]> {
  const cost = await addedCost(contest, patience);
  return (['read', 'change'] as const).map((part) => ({
    part,
    before: '–',
    measured: cost[part].sess / cost[part].peer,
    unit: 'times',
    detail: detailOf(cost[part]),
  }));
}
