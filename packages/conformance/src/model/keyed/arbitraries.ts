import fc, { type Arbitrary } from 'fast-check';
import { deadlines, index, records, versions, type Weighted, weighted } from './record-choices.js';
import { type Scope, weightIn } from './scope.js';
import type {
  CallStep,
  CastChoice,
  IdChoice,
  IdStep,
  InstanceIndex,
  ManyStep,
  PairState,
  RecordChoice,
  RefusalReason,
  Step,
} from './step.js';

const on: Arbitrary<InstanceIndex> = fc.constantFrom(0, 0, 0, 1, 1, 1, 2);
const limit = fc.constantFrom(1000, 1, 2, 3, 5);

function ids(prefers: 'live' | 'absent'): Arbitrary<IdChoice> {
  const first = fc.constantFrom(0, 0, 0, 0, 1, 1, 2);
  return fc.record({ index: first, prefers: fc.constantFrom(prefers, prefers, prefers, 'any') });
}

/** Returns the calls that concern one id. */
function idSteps(scope: Scope, isContended = false): Arbitrary<IdStep> {
  const [live, absent] = [ids('live'), ids('absent')];
  const record = records(scope);
  const version = versions(scope, isContended);
  const conditional = weightIn(scope, 3, { conditions: 6 });
  return weighted<IdStep>(
    [5, fc.record({ verb: fc.constant('create'), on, id: absent, record })],
    [3, fc.record({ verb: fc.constant('load'), on, id: live })],
    [7, fc.record({ verb: fc.constant('update'), on, id: live, record, version })],
    [
      scope.touch ? conditional + 1 : 0,
      fc.record({ verb: fc.constant('touch'), on, id: live, deadline: deadlines(scope), revision: fc.nat(6), version }),
    ],
    [2, fc.record({ verb: fc.constant('delete'), on, id: live })],
    [conditional, fc.record({ verb: fc.constant('deleteIf'), on, id: live, version })],
  );
}

/** Returns the calls that concern several ids, and their weights; nothing if the store has none of them. */
function manySteps(scope: Scope): Weighted<ManyStep>[] {
  const owner = fc.constantFrom(0, 0, 1, 2);
  const except = fc.array(fc.constantFrom<number | 'unknown'>(0, 1, 2, 'unknown'), { maxLength: 2, size: 'max' });
  const [timed, owned] = [
    weightIn(scope, 2, { time: 4, owners: 1, sizes: 1 }),
    weightIn(scope, 2, { owners: 6, sizes: 1 }),
  ];
  const all: Weighted<ManyStep>[] = [
    [scope.owners ? owned : 0, fc.record({ verb: fc.constant('listByOwner'), on, owner, limit })],
    [scope.owners ? owned : 0, fc.record({ verb: fc.constant('deleteByOwner'), on, owner, except })],
    [
      scope.deleteExpired ? timed : 0,
      fc.record({ verb: fc.constantFrom('clear', 'clear', 'deleteExpired'), on, limit }),
    ],
    [scope.countExpired ? timed : 0, fc.record({ verb: fc.constant('countExpired'), on, limit })],
  ];
  return all.filter(([weight]) => weight > 0);
}

/** Returns any single call. */
function calls(scope: Scope): Arbitrary<CallStep> {
  return weighted<CallStep>([20, idSteps(scope)], ...manySteps(scope));
}

/** Returns single calls, several records at once, moves of the clock, and calls that must be refused. */
export function plainSteps(scope: Scope): Arbitrary<Step> {
  const many = manySteps(scope);
  const reasons: RefusalReason[] = ['aborted', 'too long', 'too late'];
  if (scope.close) reasons.push('closed');
  const why = fc.constantFrom(...reasons);
  return weighted<Step>(
    [24, idSteps(scope)],
    ...many,
    [many.length > 0 ? weightIn(scope, 1, { owners: 3, time: 2, sizes: 0.3 }) : 0, crowds(scope)],
    [scope.isGivenClock ? weightIn(scope, 4, { time: 10, sizes: 1, conditions: 1 }) : 0, moves],
    [2, fc.record({ verb: fc.constant('refused'), why, step: calls(scope) })],
  );
}

function crowds(scope: Scope): Arbitrary<Step> {
  const owners = fc.constantFrom<RecordChoice['owner']>(0, 0, 1, undefined);
  const record = fc.tuple(records(scope), owners).map(([each, owner]): RecordChoice => {
    return { ...each, owner, payload: { kind: 'new' } };
  });
  return fc.record({ verb: fc.constant('crowd'), count: fc.integer({ min: 2, max: 8 }), record });
}

const moves: Arbitrary<Step> = fc.record({
  verb: fc.constant('move'),
  to: index,
  add: fc.constantFrom<number | 'granularity' | '-granularity'>(0, -1, 1, 'granularity', '-granularity', 1000),
});

/** Returns single calls, and two at once. */
export function pairedSteps(scope: Scope): Arbitrary<Step> {
  return weighted<Step>([1, plainSteps(scope)], [2, pairs(scope)]);
}

/** Gives the record that is made first the owner that a call names, so that the call concerns it. */
function ofOneOwner(pair: Extract<Step, { verb: 'both' }>): Step {
  const [first] = pair.steps;
  if (!pair.after || !('owner' in first)) return pair;
  return { ...pair, after: { ...pair.after, record: { ...pair.after.record, owner: first.owner } } };
}

/** Returns the same call twice, on one instance or on two: an instance may join them. */
function twice(step: Arbitrary<CallStep>): Arbitrary<readonly [CallStep, CallStep]> {
  return fc
    .tuple(step, fc.boolean())
    .map(([same, isOne]) => [same, isOne ? same : { ...same, on: same.on === 0 ? 1 : 0 }] as const);
}

/** Returns two calls at once. Two that concern several ids are alike, because only then their sum is known. */
function pairs(scope: Scope): Arbitrary<Step> {
  const id = idSteps(scope, true);
  const load = fc.record({ verb: fc.constant('load'), on, id: ids('live') });
  const steps = weighted<readonly [CallStep, CallStep]>(
    [2, fc.tuple(id, id)],
    [10, fc.tuple(id, id).map(([one, other]) => [one, { ...other, id: one.id }] as const)],
    [2, twice(load)],
    ...manySteps(scope).flatMap(([weight, each]): Weighted<readonly [CallStep, CallStep]>[] => [
      [weight, fc.tuple(each, id)],
      [weight / 2, twice(each)],
    ]),
  );
  const state = scope.isGivenClock
    ? fc.constantFrom<PairState>('live', 'live', 'live', 'live', 'expired', 'expired for one')
    : fc.constant<PairState>('live');
  const after = fc.option(fc.record({ record: records(scope), state }), { freq: 4, nil: undefined });
  // Most gaps between a check and its write are short; one after several trips to a backend comes later.
  const delay = weighted([4, fc.nat(7)], [1, fc.nat(31)]);
  return fc.record({ verb: fc.constant('both'), steps, delay, after }).map(ofOneOwner);
}

/** Returns single calls, and some whose request or response is lost, as far as the subject can cause that. */
export function lostSteps(scope: Scope): Arbitrary<Step> {
  const lost = fc.record({ verb: fc.constant('lost'), fault: fc.constantFrom(...scope.faults), step: calls(scope) });
  return weighted<Step>([2, plainSteps(scope)], [1, lost]);
}

export function casts({ focus }: Scope): Arbitrary<CastChoice> {
  const owners = fc.constantFrom('plain', 'alike', 'alike', 'alike', 'colliding', 'long');
  return fc.record({
    owners: focus === 'sizes' || focus === 'conditions' ? fc.constant('plain') : owners,
    index,
    mark: fc.constantFrom('front', 'end', 'none'),
    defaces: fc.boolean(),
  });
}
