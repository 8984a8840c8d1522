import type { RunLength } from '../measure/run-length.js';
import type { Figure } from '../row.js';
import { addedCost, type Comparison, detailOf } from './added-cost.js';

/** Measures reads and changes as part of what a peer with its own store adds. These rows have no target. */
export async function compareWithPeer(comparison: Comparison, length: RunLength): Promise<readonly Figure[]> {
  const cost = await addedCost(comparison, length);
  return (['read', 'change'] as const).map((part) => ({
    part,
    before: '–',
    measured: cost[part].sess / cost[part].peer,
    unit: 'times',
    detail: detailOf(cost[part]),
  }));
}
