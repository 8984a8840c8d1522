import { unwrap } from './draft-node.js';
import { isSameKind } from './own-properties.js';
import { type Container, isContainer } from './plain-tree.js';
import type { ValueCopies } from './value-copies.js';
import { own } from './value-diff.js';
import type { WatchedObject } from './watched-object.js';

/**
 * Splits a watched object whose parts are trees. Returns the objects in it, which have to be watched separately from
 * now on.
 */
export function split(copies: ValueCopies, key: string, object: WatchedObject, ours: Container): WatchedObject[] {
  const parts: WatchedObject[] = [];
  const theirs = object.theirs as Container;
  const seen = object.seen as Container;
  const values: unknown[] = Object.values(seen);
  const isInStep = !Array.isArray(theirs) || theirs.length === values.length;
  for (const [index, name] of Object.keys(seen).entries()) {
    const [item, before, copy] = [own(theirs, name), values[index], own(ours, name)];
    // A draft of a part of this value was not copied.
    if (!isContainer(item) || unwrap(item) === before || !isSameKind(before, item)) continue;
    copies.markTree(before as Container);
    // If items were moved, an equal index does not mean the same object.
    if (!isInStep && !copies.isUnchanged(key, before, item, unwrap)) continue;
    values[index] = item;
    if (isSameKind(copy, item)) parts.push({ theirs: item, ours: copy as Container, seen: before });
  }
  object.seen = { names: Array.isArray(seen) ? undefined : Object.keys(seen), values };
  object.isSplit = true;
  return parts;
}
