import fc, { type Arbitrary } from 'fast-check';
import { type Scope, weightIn } from './scope.js';
import type { AttributesChoice, DeadlineChoice, PayloadChoice, RecordChoice, VersionChoice } from './step.js';

export type Weighted<T> = readonly [weight: number, arbitrary: Arbitrary<T>];

/** Returns one of the choices, the more often the more it weighs. */
export function weighted<T>(...choices: readonly Weighted<T>[]): Arbitrary<T> {
  return fc.oneof(...possible(choices));
}

/** The same, but shrinking ends with the first choice, which is the simplest. */
function simplest<T>(...choices: readonly Weighted<T>[]): Arbitrary<T> {
  return fc.oneof({ withCrossShrink: true }, ...possible(choices));
}

function possible<T>(choices: readonly Weighted<T>[]) {
  const some = choices.filter(([weight]) => weight > 0);
  return some.map(([weight, arbitrary]) => ({ weight: Math.ceil(weight * 10), arbitrary }));
}

export const index = fc.nat(10_000);

const [second, hour, day] = [1000, 3_600_000, 86_400_000];

const sized: Arbitrary<PayloadChoice> = fc.record({
  kind: fc.constant('sized'),
  isLong: fc.boolean(),
  index,
  characterBytes: fc.constantFrom(1, 2, 3, 4),
  shift: fc.nat(3),
});

const resized: Arbitrary<PayloadChoice> = fc.record({
  kind: fc.constant('resized'),
  times: fc.constantFrom(1, 0.9, 0.75, 0.5, 2),
  plus: fc.constantFrom(0, -1, 1),
});

function payloads(scope: Scope): Arbitrary<PayloadChoice> {
  const weight = weightIn.bind(undefined, scope);
  return simplest<PayloadChoice>(
    [weight(6, { sizes: 1, texts: 1 }), fc.constant({ kind: 'new' })],
    [2, fc.constant({ kind: 'same' })],
    [1, fc.constant({ kind: 'empty' })],
    [weight(0.3, { conditions: 0, owners: 0, time: 0 }), fc.constant({ kind: 'longest' })],
    [
      weight(3, { sizes: 0, texts: 9, conditions: 0, owners: 0, time: 0 }),
      fc.record({ kind: fc.constant('text'), index }),
    ],
    [
      weight(1, { sizes: 0, texts: 4, conditions: 0, owners: 0, time: 0 }),
      fc.record({ kind: fc.constant('texts'), index }),
    ],
    [weight(2, { sizes: 6, texts: 0, owners: 0, time: 0 }), resized],
    [weight(4, { sizes: 10, texts: 0, owners: 0, time: 0 }), sized],
  );
}

export function deadlines(scope: Scope): Arbitrary<DeadlineChoice> {
  const { isGivenClock, granularity } = scope;
  const near = [1, 2, second - 1, second, second + 1, 30 * second, granularity, granularity + 1, 2 * granularity];
  const past = [0, -1, -second, -granularity - 2 * second, -day];
  const far = simplest([4, fc.constant(hour)], [1, fc.constantFrom(day, 30 * day)]);
  const others = isGivenClock
    ? fc.constantFrom(...near, ...near, ...past)
    : fc.constantFrom(-granularity - 2 * second, -day);
  const add = simplest(
    [3, far],
    [weightIn(scope, isGivenClock ? 2 : 0.5, { time: 6, sizes: 0.5, conditions: 0.5 }), others],
  );
  return simplest<DeadlineChoice>(
    [8, fc.record({ from: fc.constant('now'), add })],
    [2, fc.record({ from: fc.constant('current'), add: fc.constantFrom(0, 0, 1, -1, second, -second, hour) })],
    [1, fc.constant({ from: 'latest' })],
  );
}

function attributes(scope: Scope): Arbitrary<AttributesChoice> {
  const none: Arbitrary<AttributesChoice> = fc.constant({ kind: 'none' });
  if (!scope.attributes) return none;
  return simplest<AttributesChoice>(
    [weightIn(scope, 4, { sizes: 20 }), none],
    [4, fc.record({ kind: fc.constantFrom('first', 'second', 'one', 'nulls', 'same') })],
    [
      weightIn(scope, 2, { texts: 10, sizes: 0, conditions: 0 }),
      fc.record({ kind: fc.constant('edge'), name: index, value: index }),
    ],
  );
}

export function records(scope: Scope): Arbitrary<RecordChoice> {
  const owner = fc.constantFrom<RecordChoice['owner']>(0, 0, 0, 1, 2, 'same', 'same');
  return fc.record({
    payload: payloads(scope),
    deadline: deadlines(scope),
    owner: simplest<RecordChoice['owner']>(
      [weightIn(scope, 2, { owners: 1, sizes: 12 }), fc.constant(undefined)],
      [4, owner],
    ),
    attributes: attributes(scope),
    ageMs: fc.constantFrom(1234, 0, 1, 999, day, 1000 * day),
    revision: fc.nat(6),
  });
}

/** Returns the condition of a write. Calls at once mostly have the version that stands, because then both may win. */
export function versions(scope: Scope, isContended: boolean): Arbitrary<VersionChoice> {
  const weight = weightIn.bind(undefined, scope);
  return simplest<VersionChoice>(
    [isContended ? 60 : 8, fc.constant({ kind: 'current' })],
    [weight(2, { conditions: 4 }), fc.record({ kind: fc.constant('former'), index })],
    [weight(1, { conditions: 3 }), fc.record({ kind: fc.constant('foreign'), index })],
    [weight(3, { conditions: 8 }), fc.record({ kind: fc.constant('mutated'), index })],
    [1, fc.constant({ kind: 'none such' })],
  );
}
