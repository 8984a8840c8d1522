import { define, isObject, isPlainObject } from '../payload/plain-object.js';

/** Marks a missing value, because some serializers store `undefined` as a value. */
export const absent = Symbol('absent');

/** One difference between two values: the old and the new value at a path. */
export interface Edit {
  /** Empty for the whole value. */
  readonly path: readonly string[];
  readonly before: unknown;
  /** {@link absent} if it was removed. */
  readonly after: unknown;
}

/** Compares values other than plain objects, arrays and primitives, by their serialized form. */
export type SameText = (a: unknown, b: unknown) => boolean;

/** Pairs of containers, and whether they are equal as far as is known. `undefined` if both values are trees. */
type Seen = Map<unknown, Map<unknown, boolean>> | undefined;

/**
 * Whether two values are equal. The order of an object's keys is ignored.
 *
 * @param areTrees - Neither value contains an object twice, or in a cycle.
 */
export function isEqual(a: unknown, b: unknown, same: SameText, areTrees = false): boolean {
  return equals(a, b, same, areTrees ? undefined : new Map());
}

/**
 * Returns the edits that turn `before` into `after`. They go by path through plain objects. Anything else, arrays
 * included, is replaced as a whole.
 *
 * A value that contains an object twice, or in a cycle, is replaced as a whole, too: an edit inside another request's
 * value would turn the one object into two. JSON has no such values.
 */
export function diff(before: unknown, after: unknown, same: SameText, areTrees = false): Edit[] {
  const edits: Edit[] = [];
  collect(before, after, { edits, path: [], same, seen: areTrees ? undefined : new Map() });
  if (areTrees || edits.every(({ path }) => path.length === 0)) return edits;
  return repeats(before) || repeats(after) ? [{ path: [], before, after }] : edits;
}

/** Whether an object is in two places. */
function repeats(value: unknown, seen = new Set<object>()): boolean {
  if (!isPlainObject(value) && !Array.isArray(value)) return false;
  if (seen.has(value)) return true;
  seen.add(value);
  return Object.values(value).some((part) => repeats(part, seen));
}

interface Search {
  readonly edits: Edit[];
  /** The path of the current pair. */
  readonly path: string[];
  readonly same: SameText;
  readonly seen: Seen;
}

function collect(a: unknown, b: unknown, search: Search): void {
  const { edits, path, same, seen } = search;
  if (Object.is(a, b)) return;
  if (!isPlainObject(a) || !isPlainObject(b)) {
    if (!equals(a, b, same, seen)) edits.push({ path: [...path], before: a, after: b });
    return;
  }
  // Each pair is compared once, so that cycles end and shared parts do not multiply.
  const pairs = pairsOf(a, seen);
  const known = pairs?.get(b);
  if (known === false) edits.push({ path: [...path], before: a, after: b });
  if (known !== undefined) return;
  pairs?.set(b, true);
  const before = edits.length;
  for (const key of Object.keys(a)) {
    path.push(key);
    collect(a[key], own(b, key), search);
    path.pop();
  }
  for (const key of Object.keys(b)) {
    if (!Object.hasOwn(a, key)) edits.push({ path: [...path, key], before: absent, after: b[key] });
  }
  if (edits.length > before) pairs?.set(b, false);
}

function equals(a: unknown, b: unknown, same: SameText, seen: Seen): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  const areArrays = Array.isArray(a) && Array.isArray(b);
  if (!areArrays && !(isPlainObject(a) && isPlainObject(b))) return same(a, b);
  const pairs = pairsOf(a, seen);
  const known = pairs?.get(b);
  if (known !== undefined) return known;
  pairs?.set(b, true);
  const areEqual = areArrays
    ? a.length === b.length && a.every((item, index) => equals(item, b[index], same, seen))
    : propertiesEqual(a as Record<string, unknown>, b as Record<string, unknown>, same, seen);
  if (!areEqual) pairs?.set(b, false);
  return areEqual;
}

function propertiesEqual(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
  same: SameText,
  seen: Seen,
): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equals(a[key], b[key], same, seen));
}

function pairsOf(a: object, seen: Seen): Map<unknown, boolean> | undefined {
  if (!seen) return undefined;
  const pairs = seen.get(a) ?? new Map<unknown, boolean>();
  seen.set(a, pairs);
  return pairs;
}

/**
 * Applies an edit to a value that may have changed since, in place if possible.
 *
 * `clean`: no other request changed that path. `contested`: another one did, and this edit replaced its change.
 * `broken`: the parent is missing or not a plain object. Nothing was applied, because parents are never created.
 */
export function applyEdit(
  root: { value: unknown },
  { path, before, after }: Edit,
  same: SameText,
  areTrees = false,
): 'clean' | 'contested' | 'broken' {
  let parent: Record<string, unknown> = root;
  let key = 'value';
  for (const step of path) {
    const next = own(parent, key);
    // It was removed along with its parent.
    if (next === absent && after === absent) return 'clean';
    if (!isPlainObject(next)) return 'broken';
    parent = next;
    key = step;
  }
  const present = own(parent, key);
  const clean = isEqual(present, before, same, areTrees) || isEqual(present, after, same, areTrees);
  if (after === absent) delete parent[key];
  else define(parent, key, after);
  return clean ? 'clean' : 'contested';
}

export function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : absent;
}
