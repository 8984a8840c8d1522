import { fill } from './built-ins.js';
import { EntryMerge, type Item, type Originals } from './entry-merge.js';
import { isContainer, refill } from './plain-tree.js';
import { isSameObject, type Properties, propertiesOf } from './own-properties.js';
import { unwrap } from './draft-node.js';
import { isObject } from '../payload/plain-object.js';

/**
 * Repeats in a copy what the application has put into its object, removed from it, or moved in it. What the copy has
 * gained or lost since then stays as it is. An object that was only moved keeps its copy, which others may refer to.
 *
 * @param seen - What the application's object held when it was last compared.
 */
export function mergeEntries(theirs: object, seen: Properties, ours: object, originals: Originals): void {
  const now = propertiesOf(theirs);
  if (theirs instanceof Date) return fill(ours, now.values);
  const [was, is, has] = [itemsOf(seen, theirs), itemsOf(now, theirs), itemsOf(propertiesOf(ours), theirs)];
  const [start, end] = keptEnds(was, is, has, originals);
  // One entry on each side tells where the others belong.
  const [first, last] = [Math.max(0, start - 1), Math.max(0, end - 1)];
  const middleOf = (items: readonly Item[]): readonly Item[] => items.slice(first, items.length - last);
  const merge = new EntryMerge(middleOf(was), middleOf(is), middleOf(has), originals, Array.isArray(theirs));
  put(ours, [...has.slice(0, first), ...merge.result(), ...has.slice(has.length - last)]);
}

/** Returns how many entries at the start and at the end are the same on all sides: most of a long list stays. */
function keptEnds(
  was: readonly Item[],
  is: readonly Item[],
  has: readonly Item[],
  originals: Originals,
): readonly [start: number, end: number] {
  const isKept = (before: Item, after: Item, copy: Item): boolean =>
    isSameObject(before.key, after.key) &&
    isSameObject(before.value, after.value) &&
    (Object.is(before.key, copy.key) ||
      (isObject(copy.key) && originals.originalsOf(copy.key).includes(unwrap(before.key) as object)));
  const shortest = Math.min(was.length, is.length, has.length);
  let start = 0;
  while (start < shortest && isKept(was[start]!, is[start]!, has[start]!)) start++;
  let end = 0;
  while (end < shortest - start && isKept(was.at(-1 - end)!, is.at(-1 - end)!, has.at(-1 - end)!)) end++;
  return [start, end];
}

function itemsOf({ names, values }: Properties, like: object): Item[] {
  const isMap = like instanceof Map;
  const keys = names ?? (isMap ? values.filter((_, at) => at % 2 === 0) : values);
  return keys.map((key, at) => ({ key, value: names ? values[at] : isMap ? values[2 * at + 1] : undefined }));
}

function put(ours: object, entries: readonly Item[]): void {
  const keys = entries.map(({ key }) => key);
  if (Array.isArray(ours)) refill(ours, keys);
  else if (isContainer(ours)) {
    refill(ours, Object.fromEntries(entries.map(({ key, value }) => [key as string, value])));
  } else fill(ours, ours instanceof Map ? entries.flatMap(({ key, value }) => [key, value]) : keys);
}
