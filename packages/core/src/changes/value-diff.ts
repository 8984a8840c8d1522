import { isObject, isPlainObject } from './plain-object.js';

/** Stands where nothing stands, since `undefined` may be a value to a serializer that keeps it. */
export const absent = Symbol('absent');

/** One difference between two values: what stood at a path, and what stands there now. */
export interface Edit {
  /** Empty: the whole value. */
  readonly path: readonly string[];
  readonly before: unknown;
  /** {@link absent}: removed. */
  readonly after: unknown;
}

/** Compares what is neither plain object nor array nor primitive: by its serialized form. */
export type SameText = (a: unknown, b: unknown) => boolean;

/** Whether two values are equal; the order of an object's keys does not count. */
export function isEqual(a: unknown, b: unknown, same: SameText): boolean {
  return collect(a, b, [], { edits: [], same, seen: new Map() });
}

/**
 * The edits that turn `before` into `after`: by path through plain objects; everything else, arrays too, is a whole value.
 *
 * So is a value that holds a part of itself in two places, or in a circle: an edit that went into another's value would bring
 * this one's parts along, and what was one object would be two. JSON has no such values.
 */
export function diff(before: unknown, after: unknown, same: SameText): Edit[] {
  const edits: Edit[] = [];
  collect(before, after, [], { edits, same, seen: new Map() });
  const isWhole = edits.every(({ path }) => path.length === 0);
  return isWhole || !(repeats(before) || repeats(after)) ? edits : [{ path: [], before, after }];
}

/** Whether an object is reached in two ways. */
function repeats(value: unknown, seen = new Set<object>()): boolean {
  if (!isPlainObject(value) && !Array.isArray(value)) return false;
  if (seen.has(value)) return true;
  seen.add(value);
  return Object.values(value).some((part) => repeats(part, seen));
}

interface Search {
  readonly edits: Edit[];
  readonly same: SameText;
  /** Pairs of containers, and whether they are equal as far as is known. */
  readonly seen: Map<unknown, Map<unknown, boolean>>;
}

/**
 * Adds the edits; answers whether there are none.
 *
 * What a value holds several times is looked at once, so that cycles end and shared parts do not multiply.
 */
function collect(a: unknown, b: unknown, path: readonly string[], search: Search): boolean {
  if (Object.is(a, b)) return true;
  const arePlain = isPlainObject(a) && isPlainObject(b);
  if (!arePlain && !(Array.isArray(a) && Array.isArray(b))) {
    const areEqual = isObject(a) && isObject(b) && search.same(a, b);
    if (!areEqual) search.edits.push({ path, before: a, after: b });
    return areEqual;
  }
  const pairs = search.seen.get(a) ?? new Map<unknown, boolean>();
  search.seen.set(a, pairs);
  let areEqual = pairs.get(b);
  if (areEqual === undefined) {
    pairs.set(b, true);
    if (arePlain) {
      areEqual = true;
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        areEqual = collect(own(a, key), own(b, key), [...path, key], search) && areEqual;
      }
      pairs.set(b, areEqual);
      return areEqual;
    }
    const [from, to] = [a as unknown[], b as unknown[]];
    areEqual =
      from.length === to.length && from.every((item, index) => collect(item, to[index], [], { ...search, edits: [] }));
    pairs.set(b, areEqual);
  }
  if (!areEqual) search.edits.push({ path, before: a, after: b });
  return areEqual;
}

/**
 * Applies an edit to a value that may have changed meanwhile, in place where it can.
 *
 * `clean`: nobody else touched that path. `contested`: somebody did, and the edit was applied over it. `broken`: its parent is
 * missing or no plain object; nothing was applied, because parents are never created.
 */
export function applyEdit(
  root: { value: unknown },
  { path, before, after }: Edit,
  same: SameText,
): 'clean' | 'contested' | 'broken' {
  let parent: Record<string, unknown> = root;
  let key = 'value';
  for (const step of path) {
    const next = own(parent, key);
    // What is to be removed has gone with its parent.
    if (next === absent && after === absent) return 'clean';
    if (!isPlainObject(next)) return 'broken';
    parent = next;
    key = step;
  }
  const present = own(parent, key);
  const clean = isEqual(present, before, same) || isEqual(present, after, same);
  if (after === absent) delete parent[key];
  else Object.defineProperty(parent, key, { value: after, writable: true, enumerable: true, configurable: true });
  return clean ? 'clean' : 'contested';
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : absent;
}
