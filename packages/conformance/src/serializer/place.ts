import type { SeededRandom } from '../random-text.js';
import type { KeptKind } from './serializer-subject.js';

/** A container with a value in it, and the step of a path that leads to the value. */
interface Place {
  readonly container: unknown;
  readonly step: string;
}

type Put = (item: unknown) => Place;

const always: readonly [Put, ...Put[]] = [
  (item) => ({ container: { first: 1, name: item }, step: '.name' }),
  (item) => ({ container: { 'a b': item }, step: '["a b"]' }),
  (item) => ({ container: { '7': item, _$x1: 0 }, step: '["7"]' }),
  (item) => ({ container: { 'say "x"': item }, step: '["say \\"x\\""]' }),
  (item) => ({ container: [item], step: '[0]' }),
  (item) => ({ container: [0, [], item, {}], step: '[2]' }),
];

const inMap: readonly Put[] = [
  (item) => ({ container: new Map<unknown, unknown>([['x', 1]]).set('a "key"', item), step: '.get("a \\"key\\"")' }),
  (item) => ({ container: new Map([[5, item]]), step: '.get(5)' }),
  (item) => ({ container: new Map<unknown, unknown>([['x', 1]]).set([], item), step: '.values()[1]' }),
  (item) => ({ container: new Map<unknown, unknown>([['x', 1]]).set([item], 1), step: '.keys()[1][0]' }),
];

const inSet: readonly Put[] = [(item) => ({ container: new Set(['x', [item]]), step: '.values()[1][0]' })];

/** All places that a value can stand in, as far as the serializer keeps such containers. */
export function placesFor(keeps: readonly KeptKind[]): readonly [Put, ...Put[]] {
  return [...always, ...(keeps.includes('Map') ? inMap : []), ...(keeps.includes('Set') ? inSet : [])];
}

/** Puts a value into containers, so many deep, and says by which path it is reached from the outermost. */
export function bury(item: unknown, depth: number, places: readonly [Put, ...Put[]], random: SeededRandom) {
  let value = item;
  let path = '';
  for (let level = 0; level < depth; level++) {
    const { container, step } = random.pick(places)(value);
    value = container;
    path = step + path;
  }
  return { value, path: `$${path}` };
}
