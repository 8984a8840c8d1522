import type { Serializer } from '@sess/core';
import { devalueSerializer } from '@sess/devalue';
import * as devalue from 'devalue';
import { turnByTurn } from '../measure/cpu-time.js';
import { openSite, visit } from '../measure/site.js';
import { timesOver } from '../measure/times-over.js';
import type { Row } from '../row.js';

/** A serializer, and the functions that it is built on. */
interface Format {
  readonly parse: (text: string) => unknown;
  readonly stringify: (value: unknown) => string;
  /** @defaultValue the JSON serializer */
  readonly serializer?: Serializer;
}

/** For the request that stores the value, one that reads it later, and one that does not touch it. */
type ForEach<Value> = readonly [stored: Value, read: Value, untouched: Value];

const arrays = (count: number): unknown => Array.from({ length: count }, () => []);
const nested = (depth: number): unknown[] => (depth === 1 ? [] : [nested(depth - 1)]);

export const emptyArrays = valueRow('1 MB of [[],[],…] over parse and stringify', () => arrays(350_000), [
  '70',
  '55',
  '11',
]);
export const nestedArrays = valueRow(
  '5,000 arrays nested 96 deep, likewise',
  () => Array.from({ length: 5000 }, () => nested(96)),
  ['20', '10', '2.5'],
);
export const smallObjects = valueRow(
  '90,000 small objects, likewise',
  () => Array.from({ length: 90_000 }, (_, index) => ({ n: index })),
  ['30', '20', '5'],
);
export const devalueArrays = valueRow(
  '1 MB of [[],[],…] with devalue, over its own parse and stringify',
  // About 1 MB in devalue's format, which refers to each array by a number.
  () => arrays(100_000),
  ['5 s', '–', '–'],
  [3, 2, 1.5],
  { ...devalue, serializer: devalueSerializer },
);

/** Measures what requests pay for a large value, over parsing and stringifying it without a session. */
function valueRow(
  what: string,
  valueOf: () => unknown,
  before: ForEach<string>,
  targets: ForEach<number> = [4, 3, 1.5],
  { parse, stringify, serializer }: Format = JSON,
): Row {
  return {
    what,
    async measure(length) {
      const value = valueOf();
      const text = stringify(value);
      const floor = (): string => stringify(parse(text));
      const sessions = openSite(serializer && { serializer });
      const store = () => visit(sessions, undefined, (session) => void session.set('large', value).set('small', 1));
      const cookie = await store();
      const later = await turnByTurn(
        {
          floor,
          untouched: () => visit(sessions, cookie, (session) => void session.get('small')),
          read: () => visit(sessions, cookie, (session) => void session.get('large')),
        },
        length,
      );
      // Measured apart, because each turn creates sessions and the store keeps only eight.
      const first = await turnByTurn({ floor, stored: store }, length);
      return [
        timesOver(first.floor, first.stored, { part: 'stored', before: before[0], target: targets[0] }),
        timesOver(later.floor, later.read, { part: 'read by a later request', before: before[1], target: targets[1] }),
        timesOver(later.floor, later.untouched, { part: 'not touched by one', before: before[2], target: targets[2] }),
      ];
    },
  };
}
