import { unwrap } from './draft-node.js';
import { propertiesOf } from './own-properties.js';
import { isObject } from '../payload/plain-object.js';
import { haveSameKind, partsOf } from './plain-tree.js';
import type { ValueCopies } from './value-copies.js';
import { own } from './value-diff.js';
import type { WatchedObject } from './watched-object.js';

/**
 * Splits a watched object whose parts are trees. Returns the objects in it, which have to be watched separately from
 * now on. An array is not split if items were put into its copy or removed from it.
 */
export function split(copies: ValueCopies, key: string, object: WatchedObject, ours: object): WatchedObject[] {
  const parts: WatchedObject[] = [];
  const seen = object.seen as object;
  const { names, values } = propertiesOf(seen);
  const valuesIn = (value: object): readonly unknown[] => names?.map((name) => own(value, name)) ?? partsOf(value);
  const [items, copied, now] = [valuesIn(object.theirs), valuesIn(ours), [...values]];
  if (copied.length !== values.length) return [];
  const isInStep = items.length === values.length;
  for (const [index, before] of values.entries()) {
    const [item, copy] = [items[index], copied[index]];
    // A draft of a part of this value was not copied.
    if (!isObject(before) || (isObject(item) && unwrap(item) === before)) continue;
    // Unless an item is found that was there, only its copy tells what was there.
    if (isObject(copy)) now[index] = copy;
    if (!isObject(item) || !haveSameKind(before, item)) continue;
    copies.markAs(before, seen);
    // If items were moved, an equal index does not mean the same object.
    if (!isInStep && !copies.isUnchanged(key, before, item, unwrap)) continue;
    now[index] = item;
    if (isObject(copy) && haveSameKind(copy, item)) {
      parts.push({ theirs: item, ours: copy, seen: before, isReturned: object.isReturned === true });
    }
  }
  object.seen = { names, values: now };
  object.isSplit = true;
  return parts;
}
