import type { DraftRun } from './draft-run.js';
import { isObject, isPlainObject } from '../payload/plain-object.js';
import { type Container, isContainer } from './plain-tree.js';

/**
 * Writes the differences between a value and the object that an update returned into the draft, if the object consists
 * of the value's own parts and more, as in `({ ...cart, [sku]: line })` and `[...list, item]`. So the cost is that of
 * the differences.
 *
 * Returns whether it did. If not, its writes are ignored, as are those of a function that returns another value.
 */
export function writeReturned(run: DraftRun, returned: unknown): boolean {
  const { raw, written } = run.root;
  if (!isContainer(returned) || run.nodeOf(returned) || written || !Object.isExtensible(raw)) return false;
  const changed = Array.isArray(raw) ? appended(run, raw, returned) : changedProperties(run, raw, returned);
  return changed?.every(([name, value]) => Reflect.set(run.root.draft, name, value)) ?? false;
}

type Changed = [name: string, value: unknown][];

/**
 * Returns the items after those of the value, or `undefined` if the array does not begin with the items of the value.
 */
function appended(run: DraftRun, raw: readonly unknown[], returned: Container): Changed | undefined {
  if (!Array.isArray(returned) || returned.length < raw.length) return undefined;
  const names = Reflect.ownKeys(returned) as string[];
  if (names.length !== returned.length + 1 || names.pop() !== 'length') return undefined;
  if (Object.getPrototypeOf(returned) !== Array.prototype) return undefined;
  const changed: Changed = [];
  for (const [index, name] of names.entries()) {
    const property = Object.getOwnPropertyDescriptor(returned, name);
    if (!property?.enumerable || !('value' in property)) return undefined;
    if (index < raw.length && !Object.is(run.rawOf(property.value), raw[index])) return undefined;
    if (index < raw.length) continue;
    if (holdsRoot(run, property.value)) return undefined;
    changed.push([name, property.value]);
  }
  return changed;
}

/** Returns the properties that differ from the value's, or `undefined` if one is missing or the order is another. */
function changedProperties(run: DraftRun, raw: Record<string, unknown>, returned: Container): Changed | undefined {
  if (!isPlainObject(returned) || Object.getOwnPropertySymbols(returned).length > 0) return undefined;
  const keys = Object.keys(raw);
  const changed: Changed = [];
  let at = 0;
  let isNewBefore = false;
  for (const name of Object.getOwnPropertyNames(returned)) {
    const property = Object.getOwnPropertyDescriptor(returned, name);
    if (name === '__proto__' || !property?.enumerable || !('value' in property)) return undefined;
    const value: unknown = property.value;
    if (name === keys[at]) {
      // New properties come last, except indexes, which engines put first.
      if (isNewBefore) return undefined;
      at++;
      if (Object.is(run.rawOf(value), raw[name])) continue;
    } else {
      if (Object.hasOwn(raw, name)) return undefined;
      isNewBefore ||= !isIndex.test(name);
    }
    if (holdsRoot(run, value)) return undefined;
    changed.push([name, value]);
  }
  if (at < keys.length) return undefined;
  return changed;
}

/** An index as engines order it. The largest indexes do not match: the result is the same, but costs more. */
const isIndex = /^(?:0|[1-9]\d{0,8})$/;

/** Whether the value would be put into itself. */
function holdsRoot(run: DraftRun, value: unknown): boolean {
  const open = [value];
  const seen = new Set<unknown>();
  for (const part of open) {
    if (!isObject(part) || seen.has(part)) continue;
    seen.add(part);
    const node = run.nodeOf(part);
    if (node === run.root) return true;
    // Everything in a part of the value is below the root.
    if (node && !node.theirs) continue;
    const content = node?.raw ?? part;
    for (const key of isContainer(content) ? Reflect.ownKeys(content) : []) {
      open.push(Object.getOwnPropertyDescriptor(content, key)?.value);
    }
  }
  return false;
}
