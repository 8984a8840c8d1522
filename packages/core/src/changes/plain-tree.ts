import { hasEnumerableExtras } from '../payload/plain-array.js';
import { define, isObject, isPlainObject } from '../payload/plain-object.js';

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
  readonly keep?: (value: object) => object | undefined;
}

/** Returns a copy that shares nothing with the value, or {@link notATree} if only the serializer can copy it. */
export function copyTree(value: unknown, { isStrict = false, keep }: TreeCopyOptions = {}): unknown {
  try {
    return copyPart(value, isStrict ? new Set<object>() : undefined, keep, 0);
  } catch (error) {
    if (error === foreign) return notATree;
    throw error;
  }
}

const foreign = new Error('This is caught where it is thrown.');

function copyPart(
  value: unknown,
  seen: Set<object> | undefined,
  keep: TreeCopyOptions['keep'],
  depth: number,
): unknown {
  if (!isObject(value)) {
    if (typeof value === 'function') throw foreign;
    return value;
  }
  const kept = keep?.(value);
  if (kept) return kept;
  if (depth > maxDepth || seen?.has(value)) throw foreign;
  seen?.add(value);
  if (Array.isArray(value)) {
    const items = value as unknown[];
    if (seen && Object.keys(items).length !== items.length) throw foreign;
    // Engines create a literal without the call that `slice` needs.
    if (items.length === 0) return [];
    const copy = items.slice();
    for (let index = 0; index < copy.length; index++) {
      const item = copy[index];
      if (typeof item === 'object' || typeof item === 'function') copy[index] = copyPart(item, seen, keep, depth + 1);
    }
    return copy;
  }
  if (!isPlainObject(value)) throw foreign;
  const copy = (Object.getPrototypeOf(value) ? {} : Object.create(null)) as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    if (key === '__proto__') throw foreign;
    copy[key] = copyPart(value[key], seen, keep, depth + 1);
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
  if (!isPlainObject(value)) return false;
  const names = Object.getOwnPropertyNames(value);
  const keys = Object.keys(tree);
  if (names.length !== keys.length) return false;
  for (let index = 0; index < names.length; index++) {
    const name = names[index]!;
    // The order is nearly always the same.
    if (name !== keys[index] && !Object.hasOwn(tree, name)) return false;
    if (!isSameTree((tree as Record<string, unknown>)[name], value[name], unwrap)) return false;
  }
  return true;
}

/** Replaces the properties of a container by those of another of its kind, in their order. */
export function refill(container: Container, content: Container): void {
  if (Array.isArray(container)) {
    container.length = 0;
    for (const item of content as unknown[]) container.push(item);
    return;
  }
  const keys = Object.keys(content);
  const isPrefix = Object.keys(container).every((key, index) => key === keys[index]);
  if (!isPrefix) for (const key of Object.keys(container)) delete container[key];
  for (const key of keys) define(container, key, (content as Record<string, unknown>)[key]);
}
