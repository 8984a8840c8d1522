import { fill } from './built-ins.js';
import { unwrap } from './draft-node.js';
import { isContainer, refill } from './plain-tree.js';
import { isSameObject, type Properties, propertiesOf } from './own-properties.js';
import { isObject } from '../payload/plain-object.js';

/** How the objects of the application and their copies belong together. */
export interface Originals {
  /** Returns the objects that an object in the value was copied from. */
  originalsOf(copy: object): readonly object[];
  copyIn(theirs: unknown): unknown;
}

/** An item of an array or a Set, a property, or a key of a Map with its value. */
interface Item {
  readonly key: unknown;
  /** `undefined` for an item. */
  readonly value: unknown;
}

interface Entry extends Item {
  /** The same for an entry and its copy. */
  readonly mark: object;
}

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
  const isKept = (before: Item, after: Item, copy: Item): boolean =>
    isSameObject(before.key, after.key) &&
    isSameObject(before.value, after.value) &&
    (Object.is(before.key, copy.key) ||
      (isObject(copy.key) && originals.originalsOf(copy.key).includes(unwrap(before.key) as object)));
  // Most of a long list stays. One entry on each side tells where the others belong.
  const shortest = Math.min(was.length, is.length, has.length);
  let start = 0;
  while (start < shortest && isKept(was[start]!, is[start]!, has[start]!)) start++;
  let end = 0;
  while (end < shortest - start && isKept(was.at(-1 - end)!, is.at(-1 - end)!, has.at(-1 - end)!)) end++;
  const [first, last] = [Math.max(0, start - 1), Math.max(0, end - 1)];
  const middleOf = (items: readonly Item[]): readonly Item[] => items.slice(first, items.length - last);
  const changed = [...middleOf(was), ...middleOf(is)];
  const held = new Set(changed.flatMap(({ key, value }) => [key, value].filter(isObject).map(unwrap)));
  const originalOf = (copy: unknown): unknown =>
    isObject(copy) ? (originals.originalsOf(copy).find((object) => held.has(object)) ?? copy) : copy;
  const marks = new Map<unknown, object[]>();
  const before = entriesOf(middleOf(was), marks, unwrap);
  const after = entriesOf(middleOf(is), marks, unwrap);
  const [beforeBy, afterBy] = [byMark(before), byMark(after)];
  // An equal number or text that was added to the list on the other side is another item.
  const isOther = ({ mark, key }: Entry): boolean => Array.isArray(theirs) && !isObject(key) && !beforeBy.has(mark);
  const copied = entriesOf(middleOf(has), marks, originalOf).map((entry) =>
    isOther(entry) ? { ...entry, mark: {} } : entry,
  );
  const copiedBy = byMark(copied);

  const isUnchanged = ({ mark, value }: Entry): boolean =>
    beforeBy.has(mark) && isSameObject(beforeBy.get(mark)!.value, value);
  const isAddition = ({ mark }: Entry): boolean => !beforeBy.has(mark) && !afterBy.has(mark);
  const replacedAt = (index: number): Entry | undefined => {
    const replaced = before.length === after.length ? before[index]! : undefined;
    return replaced && !afterBy.has(replaced.mark) ? copiedBy.get(replaced.mark) : undefined;
  };

  /** By their originals, the values that have lost their places. */
  const free = new Map<unknown, unknown[]>();
  for (const entry of copied) {
    const next = afterBy.get(entry.mark);
    if (isAddition(entry) || (next && isUnchanged(next))) continue;
    for (const part of [entry.value, ...(next ? [] : [entry.key])]) {
      const original = originalOf(part);
      if (isObject(original)) free.set(original, [...(free.get(original) ?? []), part]);
    }
  }
  const place = (part: unknown): unknown =>
    (isObject(part) && free.get(unwrap(part))?.shift()) || originals.copyIn(part);

  const placed = after.flatMap((entry, index) => {
    const copy = copiedBy.get(entry.mark);
    if (copy && isUnchanged(entry)) return [{ ...copy, at: copy }];
    // Removed from the copy, and not put in again.
    if (isUnchanged(entry)) return [];
    const key = copy ? copy.key : place(entry.key);
    return [{ key, value: place(entry.value), at: copy ?? (beforeBy.has(entry.mark) ? undefined : replacedAt(index)) }];
  });
  const middle = withAdditions(placed, copied, isAddition);
  put(ours, [...has.slice(0, first), ...middle, ...has.slice(has.length - last)]);
}

/** Adds what only the copy has, each behind what it follows in the copy. */
function withAdditions(
  placed: readonly (Item & { readonly at: Entry | undefined })[],
  copied: readonly Entry[],
  isAddition: (entry: Entry) => boolean,
): readonly Item[] {
  const places = new Set(placed.map(({ at }) => at));
  const first: Item[] = [];
  const following = new Map<Entry, Item[]>();
  let additions = first;
  for (const entry of copied) {
    if (isAddition(entry)) additions.push(entry);
    else if (places.has(entry)) following.set(entry, (additions = []));
  }
  if (placed.length === 0) return first;
  const start = Math.max(
    0,
    placed.findIndex(({ at }) => at),
  );
  return placed.flatMap((item, index) => [
    ...(index === start ? first : []),
    item,
    ...((item.at && following.get(item.at)) ?? []),
  ]);
}

function itemsOf({ names, values }: Properties, like: object): Item[] {
  const isMap = like instanceof Map;
  const keys = names ?? (isMap ? values.filter((_, at) => at % 2 === 0) : values);
  return keys.map((key, at) => ({ key, value: names ? values[at] : isMap ? values[2 * at + 1] : undefined }));
}

function entriesOf(
  items: readonly Item[],
  marks: Map<unknown, object[]>,
  originalOf: (part: unknown) => unknown,
): Entry[] {
  const counts = new Map<unknown, number>();
  return items.map(({ key, value }) => {
    const original = originalOf(key);
    const count = counts.get(original) ?? 0;
    counts.set(original, count + 1);
    const known = marks.get(original) ?? [];
    marks.set(original, known);
    const mark = (known[count] ??= {});
    return { mark, key, value };
  });
}

function byMark(entries: readonly Entry[]): ReadonlyMap<object, Entry> {
  return new Map(entries.map((entry) => [entry.mark, entry]));
}

function put(ours: object, entries: readonly Item[]): void {
  const keys = entries.map(({ key }) => key);
  if (Array.isArray(ours)) refill(ours, keys);
  else if (isContainer(ours)) {
    refill(ours, Object.fromEntries(entries.map(({ key, value }) => [key as string, value])));
  } else fill(ours, ours instanceof Map ? entries.flatMap(({ key, value }) => [key, value]) : keys);
}
