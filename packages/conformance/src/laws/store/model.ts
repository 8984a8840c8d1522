import { lostSteps, pairedSteps, plainSteps } from '../../model/keyed/arbitraries.js';
import { checkSequences } from '../../model/keyed/check-sequences.js';
import { sizedPairs } from '../../model/keyed/sized-pairs.js';
import { storeLaw as law } from '../law-kinds.js';

/** The laws that compare the store with a model of the contract. */
export const modelLaws = [
  law('124', 'in any sequence of calls, each result is one that the contract allows', (fixture) =>
    checkSequences(fixture, {
      steps: plainSteps,
      most: 24,
      runs: { everything: 25, sizes: 15, texts: 15, conditions: 15, owners: 15, time: 15 },
    }),
  ),

  law('125', 'the results of two calls at once are those of the one call and then the other', (fixture) =>
    checkSequences(fixture, {
      steps: pairedSteps,
      certain: ({ one }) => sizedPairs(one.limits.maxPayloadBytes, one.touch !== undefined),
      most: 14,
      runs: { everything: 50, sizes: 20, owners: 20, time: 10 },
    }),
  ),

  law(
    '126',
    'a call whose request or response was lost has been applied wholly or not at all, and never later',
    // Each loss costs new connections, so there are fewer runs, with more losses.
    (fixture) => checkSequences(fixture, { steps: lostSteps, most: 12, runs: { everything: 20, owners: 10 } }),
    ['outage'],
  ),
];
