import type { DraftRun } from './draft-run.js';
import { isObject, isPlainObject } from '../payload/plain-object.js';
import { type Container, isContainer } from './plain-tree.js';

/**
 * Writes into a value what makes it equal to the object that an update has returned, where that is the value's own parts and more:
 * `({ ...cart, [sku]: line })`, `[...list, item]`. So it costs what was changed, as if the function had written it into its draft.
 *
 * Returns whether it could; otherwise what it has written counts no more than what the function has written before it returned.
 */
export function writeReturned(run: DraftRun, returned: unknown): boolean {
  const { raw, written } = run.root;
  if (!isContainer(returned) || run.nodeOf(returned) || written || !Object.isExtensible(raw)) return false;
  const changed = Array.isArray(raw) ? appended(run, raw, returned) : changedProperties(run, raw, returned);
  return changed?.every(([name, value]) => Reflect.set(run.root.draft, name, value)) ?? false;
}

type Changed = [name: string, value: unknown][];

/** What an array has behind the items of the value; `undefined` where they are not its first. */
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

/** The properties of an object that are not the value's own; `undefined` where it lacks one, or has them in another order. */
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
      // What is new comes last, but for indexes, which come first whenever they were added.
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

/** An index as engines order it; some larger ones, too, which cost more to return and come out the same, are not told. */
const isIndex = /^(?:0|[1-9]\d{0,8})$/;

/** Whether the value as it was would be put into itself. */
function holdsRoot(run: DraftRun, value: unknown): boolean {
  const open = [value];
  const seen = new Set<unknown>();
  for (const part of open) {
    if (!isObject(part) || seen.has(part)) continue;
    seen.add(part);
    const node = run.nodeOf(part);
    if (node === run.root) return true;
    // What is in a part of the value is below the root.
    if (node && !node.theirs) continue;
    const content = node?.raw ?? part;
    for (const key of isContainer(content) ? Reflect.ownKeys(content) : []) {
      open.push(Object.getOwnPropertyDescriptor(content, key)?.value);
    }
  }
  return false;
}
