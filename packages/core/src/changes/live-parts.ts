import { isObject } from '../payload/plain-object.js';
import { unwrap } from './draft-node.js';
import { partsOf } from './plain-tree.js';

/** Adds a value and all objects in it to a set. */
export function markParts(value: object, live: Set<object>): void {
  const open = [unwrap(value)];
  for (let part = open.pop(); part; part = open.pop()) {
    const parts = live.has(part) ? [] : partsOf(part);
    live.add(part);
    for (const item of parts) if (isObject(item)) open.push(unwrap(item));
  }
}

/** Whether a value is one of the parts, or contains one. */
export function holdsAny(value: object, of: ReadonlySet<unknown>): boolean {
  const parts = new Set<object>();
  markParts(value, parts);
  return [...parts].some((part) => of.has(part));
}
