import { hasEnumerableExtras } from '../payload/plain-array.js';
import { define, isObject, isPlainObject } from '../payload/plain-object.js';
import { contentOf, create, fill } from './built-ins.js';
import { own } from './value-diff.js';

/**
 * A tree is what JSON can express: plain objects, arrays and primitives, with no object in two places. Trees are copied
 * and compared directly, which costs a fraction of serializing and parsing them.
 */
export const notATree: unique symbol = Symbol('not a tree');

export type Container = Record<string, unknown> | unknown[];

export function isContainer(value: unknown): value is Container {
  return Array.isArray(value) || isPlainObject(value);
}

/** Returns the object that a draft shows, and any other object unchanged. */
export type Unwrap = (value: object) => object;

/** More levels than any payload has. A deeper value is left to the serializer. */
const maxDepth = 200;

export interface TreeCopyOptions {
  /** Whether to detect an object in two places, or a property of an array that is not an item. */
  readonly isStrict?: boolean;
  /** Returns the object to use instead of a copy, or `undefined` to copy. */
  readonly keep?: ((value: object) => object | undefined) | undefined;
  /** Is called for each object with its copy. */
  readonly copied?: ((from: object, to: object) => void) | undefined;
  /** Is called for each Map, Set and Date, which are copied, too. Without it, only the serializer can copy them. */
  readonly foundBuiltIn?: (() => void) | undefined;
}

/** Returns a copy that shares nothing with the value, or {@link notATree} if only the serializer can copy it. */
export function copyTree(value: unknown, options: TreeCopyOptions = {}): unknown {
  try {
    return copyPart(value, options.isStrict ? new Set<object>() : undefined, options, 0);
  } catch (error) {
    if (error === foreign) return notATree;
    throw error;
  }
}

const foreign = new Error('This is caught where it is thrown.');

function copyPart(value: unknown, seen: Set<object> | undefined, options: TreeCopyOptions, depth: number): unknown {
  if (!isObject(value)) {
    if (typeof value === 'function') throw foreign;
    return value;
  }
  const kept = options.keep?.(value);
  if (kept) return kept;
  if (depth > maxDepth || seen?.has(value)) throw foreign;
  seen?.add(value);
  const copy = copyObject(value, seen, options, depth + 1);
  options.copied?.(value, copy);
  return copy;
}

function copyObject(value: object, seen: Set<object> | undefined, options: TreeCopyOptions, depth: number): object {
  if (Array.isArray(value)) {
    const items = value as unknown[];
    if (seen && Object.keys(items).length !== items.length) throw foreign;
    // Engines create a literal without the call that `slice` needs.
    if (items.length === 0) return [];
    const copy = items.slice();
    for (let index = 0; index < copy.length; index++) {
      const item = copy[index];
      if (typeof item === 'object' || typeof item === 'function') copy[index] = copyPart(item, seen, options, depth);
    }
    return copy;
  }
  if (!isPlainObject(value)) {
    const content = options.foundBuiltIn && contentOf(value);
    if (!content) throw foreign;
    options.foundBuiltIn();
    return create(
      value,
      content.map((part) => copyPart(part, seen, options, depth)),
    );
  }
  const copy = (Object.getPrototypeOf(value) ? {} : Object.create(null)) as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    if (key === '__proto__') throw foreign;
    copy[key] = copyPart(value[key], seen, options, depth);
  }
  return copy;
}

/**
 * Whether a value that the application may have edited still equals the tree. Properties that no tree has, such as
 * hidden properties and symbols, count as edits.
 */
export function isSameTree(tree: unknown, value: unknown, unwrap?: Unwrap): boolean {
  if (Object.is(tree, value)) return true;
  if (!isObject(tree) || !isObject(value)) return false;
  if (unwrap && unwrap(value) === tree) return true;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  if (Array.isArray(tree)) {
    if (!Array.isArray(value) || value.length !== tree.length || hasEnumerableExtras(value)) return false;
    for (let index = 0; index < tree.length; index++) {
      const item: unknown = value[index];
      if (!isSameTree(tree[index], item, unwrap)) return false;
      if (item === undefined && !Object.hasOwn(value, index)) return false;
    }
    return true;
  }
  if (!isPlainObject(value) || !isPlainObject(tree)) {
    const content = contentOf(value);
    const before = contentOf(tree);
    if (!content || content.length !== before?.length) return false;
    if (Object.getPrototypeOf(tree) !== Object.getPrototypeOf(value)) return false;
    return content.every((part, index) => isSameTree(before[index], part, unwrap));
  }
  const names = Object.getOwnPropertyNames(value);
  const keys = Object.keys(tree);
  if (names.length !== keys.length) return false;
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!;
    // The order is nearly always the same.
    if (name !== keys[index] && !Object.hasOwn(tree, name)) return false;
    if (!isSameTree(tree[name], value[name], unwrap)) return false;
  }
  return true;
}

/** Whether core copies and compares an object by its parts: a container, a Map, a Set or a Date. */
export function hasParts(value: unknown): value is object {
  return isContainer(value) || (isObject(value) && contentOf(value) !== undefined);
}

/** Whether one object that has parts can have those of another one. */
export function haveSameKind(a: unknown, b: unknown): boolean {
  if (isContainer(a)) return isContainer(b) && Array.isArray(a) === Array.isArray(b);
  return hasParts(a) && hasParts(b) && Object.getPrototypeOf(a) === Object.getPrototypeOf(b);
}

/** Returns what an object holds. */
export function partsOf(value: object): readonly unknown[] {
  return isContainer(value) ? Object.values(value) : (contentOf(value) ?? []);
}

function shallowCopy(value: Container): Container {
  if (Array.isArray(value)) return value.slice();
  return Object.assign(Object.create(Object.getPrototypeOf(value) as object | null) as Record<string, unknown>, value);
}

/** Returns an object of the same kind with other parts. */
export function withParts(value: object, map: (part: unknown) => unknown): object {
  if (Array.isArray(value)) return value.map(map);
  if (!isPlainObject(value)) return create(value, partsOf(value).map(map));
  const result = shallowCopy(value) as Record<string, unknown>;
  for (const key of Object.keys(result)) result[key] = map(result[key]);
  return result;
}

/** Replaces what an object holds by what another of its kind holds, in its order. */
export function refill(container: object, content: object): void {
  if (!isContainer(container)) return fill(container, partsOf(content));
  if (Array.isArray(container)) {
    container.length = 0;
    for (const item of content as unknown[]) container.push(item);
    return;
  }
  const keys = Object.keys(content);
  const isPrefix = Object.keys(container).every((key, index) => key === keys[index]);
  if (!isPrefix) for (const key of Object.keys(container)) delete container[key];
  for (const key of keys) {
    const part = (content as Record<string, unknown>)[key];
    if (own(container, key) !== part) define(container, key, part);
  }
}
