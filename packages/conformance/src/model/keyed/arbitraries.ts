import fc, { type Arbitrary } from 'fast-check';
import type {
  AttributesChoice,
  CallStep,
  CastChoice,
  DeadlineChoice,
  Fault,
  IdChoice,
  IdStep,
  InstanceIndex,
  ManyStep,
  PairState,
  PayloadChoice,
  RecordChoice,
  RefusalReason,
  Step,
  VersionChoice,
} from './step.js';

/** What the store under test can do, and what time it keeps. */
export interface Abilities {
  readonly touch: boolean;
  readonly deleteExpired: boolean;
  readonly countExpired: boolean;
  readonly owners: boolean;
  readonly close: boolean;
  readonly attributes: boolean;
  readonly faults: readonly Fault[];
  readonly isGivenClock: boolean;
  readonly granularity: number;
}

type Weighted<T> = readonly [weight: number, arbitrary: Arbitrary<T>];

function weighted<T>(...choices: readonly Weighted<T>[]): Arbitrary<T> {
  const possible = choices.filter(([weight]) => weight > 0);
  return fc.oneof(...possible.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

const index = fc.nat(10_000);
const on: Arbitrary<InstanceIndex> = fc.constantFrom(0, 0, 0, 1, 1, 1, 2);
const limit = fc.constantFrom(1000, 1, 2, 3, 5);

function ids(prefers: 'live' | 'absent'): Arbitrary<IdChoice> {
  return fc.record({
    index: fc.constantFrom(0, 0, 0, 0, 1, 1, 2),
    prefers: fc.constantFrom(prefers, prefers, prefers, 'any'),
  });
}

const sized: Arbitrary<PayloadChoice> = fc.record({
  kind: fc.constant('sized'),
  isLong: fc.boolean(),
  index,
  characterBytes: fc.constantFrom(1, 2, 3, 4),
  shift: fc.nat(3),
});

const payload: Arbitrary<PayloadChoice> = weighted<PayloadChoice>(
  [8, fc.constant({ kind: 'new' })],
  [2, fc.constant({ kind: 'same' })],
  [1, fc.constant({ kind: 'empty' })],
  [1, fc.constant({ kind: 'longest' })],
  [3, fc.record({ kind: fc.constantFrom('text', 'texts'), index })],
  [
    2,
    fc.record({
      kind: fc.constant('resized'),
      times: fc.constantFrom(1, 0.5, 0.5, 2),
      plus: fc.constantFrom(0, -1, 1),
    }),
  ],
  [4, sized],
);

/** Where moments matter more than texts, long ones take longer. */
const contendedPayload: Arbitrary<PayloadChoice> = weighted<PayloadChoice>(
  [2, fc.constant({ kind: 'new' })],
  [1, fc.constant({ kind: 'same' })],
  [3, sized],
);

const [second, hour, day] = [1000, 3_600_000, 86_400_000];

function deadlines({ isGivenClock, granularity }: Abilities): Arbitrary<DeadlineChoice> {
  const near = [1, 2, second - 1, second, second + 1, 30 * second, granularity, granularity + 1, 2 * granularity];
  const past = [-granularity - 2 * second, -day];
  const add = isGivenClock
    ? fc.constantFrom(hour, hour, hour, hour, hour, day, 30 * day, ...near, ...near, ...past, 0, -1, -second)
    : fc.constantFrom(hour, hour, hour, hour, day, 30 * day, ...past);
  return weighted<DeadlineChoice>(
    [8, fc.record({ from: fc.constant('now'), add })],
    [2, fc.record({ from: fc.constant('current'), add: fc.constantFrom(0, 0, 1, -1, second, -second, hour) })],
    [1, fc.constant({ from: 'latest' })],
  );
}

function attributes(abilities: Abilities): Arbitrary<AttributesChoice> {
  const none: Arbitrary<AttributesChoice> = fc.constant({ kind: 'none' });
  if (!abilities.attributes) return none;
  return weighted<AttributesChoice>(
    [4, none],
    [4, fc.record({ kind: fc.constantFrom('first', 'second', 'one', 'nulls', 'same') })],
    [2, fc.record({ kind: fc.constant('edge'), name: index, value: index })],
  );
}

function records(abilities: Abilities, isContended = false): Arbitrary<RecordChoice> {
  return fc.record({
    payload: isContended ? contendedPayload : payload,
    deadline: deadlines(abilities),
    owner: fc.constantFrom<RecordChoice['owner']>(undefined, 0, 0, 1, 2, 'same', 'same'),
    attributes: attributes(abilities),
    ageMs: fc.constantFrom(1234, 0, 1, 999, day, 1000 * day),
    revision: fc.nat(6),
  });
}

const anyVersion: Arbitrary<VersionChoice> = weighted<VersionChoice>(
  [8, fc.constant({ kind: 'current' })],
  [2, fc.record({ kind: fc.constant('former'), index })],
  [1, fc.record({ kind: fc.constant('foreign'), index })],
  [3, fc.record({ kind: fc.constant('mutated'), index })],
  [1, fc.constant({ kind: 'none such' })],
);

/** Returns the calls that concern one id. */
export function idSteps(abilities: Abilities, isContended = false): Arbitrary<IdStep> {
  const [live, absent] = [ids('live'), ids('absent')];
  const record = records(abilities, isContended);
  const version = isContended
    ? weighted<VersionChoice>([9, fc.constant({ kind: 'current' })], [1, anyVersion])
    : anyVersion;
  return weighted<IdStep>(
    [5, fc.record({ verb: fc.constant('create'), on, id: absent, record })],
    [3, fc.record({ verb: fc.constant('load'), on, id: live })],
    [7, fc.record({ verb: fc.constant('update'), on, id: live, record, version })],
    [
      abilities.touch ? 4 : 0,
      fc.record({
        verb: fc.constant('touch'),
        on,
        id: live,
        deadline: deadlines(abilities),
        revision: fc.nat(6),
        version,
      }),
    ],
    [2, fc.record({ verb: fc.constant('delete'), on, id: live })],
    [3, fc.record({ verb: fc.constant('deleteIf'), on, id: live, version })],
  );
}

/** Returns the calls that concern several ids; nothing if the store has none of them. */
export function manySteps(abilities: Abilities): Arbitrary<ManyStep>[] {
  const { deleteExpired, countExpired, owners } = abilities;
  const owner = fc.constantFrom(0, 0, 1, 2);
  const except = fc.array(fc.constantFrom<number | 'unknown'>(0, 1, 2, 'unknown'), { maxLength: 2, size: 'max' });
  return [
    ...(deleteExpired ? [fc.record({ verb: fc.constantFrom('clear', 'clear', 'deleteExpired'), on, limit })] : []),
    ...(countExpired ? [fc.record({ verb: fc.constant('countExpired'), on, limit })] : []),
    ...(owners
      ? [
          fc.record({ verb: fc.constant('listByOwner'), on, owner, limit }),
          fc.record({ verb: fc.constant('deleteByOwner'), on, owner, except }),
        ]
      : []),
  ];
}

/** Returns single calls, moves of the clock, and calls that must be refused. */
export function plainSteps(abilities: Abilities): Arbitrary<Step> {
  const many = manySteps(abilities);
  const call = calls(abilities);
  const reasons: RefusalReason[] = ['aborted', 'too long', 'too late'];
  if (abilities.close) reasons.push('closed');
  const why = fc.constantFrom(...reasons);
  return weighted<Step>(
    [24, idSteps(abilities)],
    ...many.map((each): Weighted<Step> => [2, each]),
    [abilities.isGivenClock ? 4 : 0, moves],
    [2, fc.record({ verb: fc.constant('refused'), why, step: call })],
    [many.length > 0 ? 1 : 0, crowds(abilities)],
  );
}

function crowds(abilities: Abilities): Arbitrary<Step> {
  const owner = fc.constantFrom<RecordChoice['owner']>(0, 0, 1, undefined);
  const record = fc
    .tuple(records(abilities), owner)
    .map(([each, own]): RecordChoice => ({ ...each, owner: own, payload: { kind: 'new' } }));
  return fc.record({ verb: fc.constant('crowd'), count: fc.integer({ min: 2, max: 8 }), record });
}

const moves: Arbitrary<Step> = fc.record({
  verb: fc.constant('move'),
  to: index,
  add: fc.constantFrom<number | 'granularity' | '-granularity'>(0, -1, 1, 'granularity', '-granularity', second),
});

/** Returns any single call. */
export function calls(abilities: Abilities): Arbitrary<CallStep> {
  return weighted<CallStep>(
    [20, idSteps(abilities)],
    ...manySteps(abilities).map((each): Weighted<CallStep> => [2, each]),
  );
}

/** Returns single calls, and two at once. */
export function pairedSteps(abilities: Abilities): Arbitrary<Step> {
  return weighted<Step>([1, plainSteps(abilities)], [2, pairs(abilities)]);
}

/** Returns two calls at once. Two that concern several ids are alike, because only then their sum is known. */
function pairs(abilities: Abilities): Arbitrary<Step> {
  const id = idSteps(abilities, true);
  const many = manySteps(abilities);
  const steps = weighted<readonly [CallStep, CallStep]>(
    [2, fc.tuple(id, id)],
    [10, fc.tuple(id, id).map(([one, other]) => [one, { ...other, id: one.id }] as const)],
    ...many.map((each): Weighted<readonly [CallStep, CallStep]> => [2, fc.tuple(each, id)]),
    ...many.map((each): Weighted<readonly [CallStep, CallStep]> => [1, each.map((same) => [same, same] as const)]),
  );
  const state = abilities.isGivenClock
    ? fc.constantFrom<PairState>('live', 'live', 'live', 'live', 'expired', 'expired for one')
    : fc.constant<PairState>('live');
  const after = fc.option(fc.record({ record: records(abilities, true), state }), { freq: 4, nil: undefined });
  return fc.record({ verb: fc.constant('both'), steps, delay: fc.nat(11), after });
}

/** Returns single calls, and some whose request or response is lost, as far as the subject can cause that. */
export function lostSteps(abilities: Abilities): Arbitrary<Step> {
  const fault = fc.constantFrom(...abilities.faults);
  return weighted<Step>(
    [4, plainSteps(abilities)],
    [1, fc.record({ verb: fc.constant('lost'), fault, step: calls(abilities) })],
  );
}

export const casts: Arbitrary<CastChoice> = fc.record({
  owners: fc.constantFrom('plain', 'alike', 'alike', 'alike', 'colliding', 'long'),
  index,
  mark: fc.constantFrom('front', 'end', 'none'),
  defaces: fc.boolean(),
});
