import { SerializeError } from '../contract/errors.js';
import type { JsonFault } from './json-value.js';

/** What to do about a kind of fault, and who caused it. */
interface Refusal {
  readonly advice: string;
  /** 400 or 413 for a value that a request's JSON body can contain. @defaultValue 500 */
  readonly status?: 400 | 413;
}

const orDevalue = ', or use the serializer of @sess/devalue';

/** By the beginning of the reason. `-0`, `1e999` and `"\ud800"` in a body become -0, Infinity and a lone surrogate. */
const refusals: readonly (readonly [reason: string, refusal: Refusal])[] = [
  ['-0', { status: 400, advice: `Store 0 (add 0 to it)${orDevalue}` }],
  ['Infinity', { status: 400, advice: `Refuse numbers that are not finite, store null${orDevalue}` }],
  ['-Infinity', { status: 400, advice: `Refuse numbers that are not finite, store null${orDevalue}` }],
  ['a lone surrogate', { status: 400, advice: 'Refuse such text, or store its toWellFormed()' }],
  [
    'a key that is not kept',
    { status: 400, advice: 'Refuse the keys __proto__ and with lone surrogates, or store a list of pairs' },
  ],
  [
    'containers nested deeper',
    { status: 400, advice: 'Limit how deep a value from a request may be, or store it as text' },
  ],
  ['as much as this', { status: 413, advice: 'Keep less in the session, and the rest in a table under its id' }],
  ['undefined', { advice: `Leave the property out, store null${orDevalue}` }],
  ['a bigint', { advice: `Store it as text, String(value)${orDevalue}` }],
  ['NaN', { advice: `Find out why it is not a number, store null${orDevalue}` }],
  ['a cycle', { advice: `Store ids instead of objects that contain each other${orDevalue}` }],
  ['an instance of Date', { advice: `Store its getTime()${orDevalue}` }],
  ['an instance of', { advice: `Store its data as a plain object or an array${orDevalue}` }],
  ['a function', { advice: 'Store data only, such as a name to find the function by' }],
  ['a symbol as key', { advice: 'Use keys that are strings' }],
  ['a symbol', { advice: 'Store its description' }],
  ['an array with', { advice: 'Store a plain array without holes: [...value] with null for what is missing' }],
  ['a hidden property', { advice: 'Store a plain copy: { ...value }' }],
  ['an object that toJSON', { advice: 'Store what its toJSON() returns' }],
];

/** Makes the error for a value that JSON cannot keep: where it is, what it is, and what to store instead. */
export function refusalOf({ path, reason }: JsonFault): SerializeError {
  const known = refusals.find(([beginning]) => reason.startsWith(beginning))?.[1];
  const advice = known ? `. ${known.advice}` : '';
  return new SerializeError(
    `$${path}`,
    `JSON cannot keep ${reason}${advice}`,
    known?.status && { status: known.status },
  );
}
