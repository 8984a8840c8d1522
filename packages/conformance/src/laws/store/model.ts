import { lostSteps, pairedSteps, plainSteps } from '../../model/keyed/arbitraries.js';
import { checkSequences } from '../../model/keyed/check-sequences.js';
import { storeLaw as law } from '../law-kinds.js';

/** The laws that compare the store with a model of the contract. */
export const modelLaws = [
  law('124', 'in any sequence of calls, each result is one that the contract allows', (fixture) =>
    checkSequences(fixture, plainSteps, fixture.effort.modelRuns),
  ),

  law('125', 'the results of two calls at once are those of the one call and then the other', (fixture) =>
    checkSequences(fixture, pairedSteps, fixture.effort.modelRuns),
  ),

  law(
    '126',
    'a call whose request or response was lost has been applied wholly or not at all, and never later',
    (fixture) => checkSequences(fixture, lostSteps, fixture.effort.modelRuns),
    ['outage'],
  ),
];
