import { hasNothingBesideItems } from '#platform';

/** From this length on, asking the platform for further properties is faster than listing all keys. */
const manyItems = 100;

/**
 * Returns what an array has: `more` than a list, such as holes, further properties, hidden ones or symbols, or only
 * items. Those may be hidden or accessors, except that `visible items` are enumerable, and `values` are data, too.
 */
export function contentsOf(array: readonly unknown[]): 'values' | 'visible items' | 'items' | 'more' {
  const { length } = array;
  if (length >= manyItems && hasNothingBesideItems(array) && hasManyValues(array)) return 'values';
  const keys = Reflect.ownKeys(array);
  // Indexes come first, then `length`, then everything else (ECMA-262, OrdinaryOwnPropertyKeys).
  if (keys.length !== length + 1 || keys[length] !== 'length') return 'more';
  return length === 0 || Object.keys(array).length === length ? 'visible items' : 'items';
}

/** Listing values takes a fraction of the time and memory of listing keys, but it runs getters. */
function hasManyValues(array: readonly unknown[]): boolean {
  for (let index = 0; index < array.length; index++) if (getterOf.call(array, index)) return false;
  return Object.values(array).length === array.length;
}

/** Whether an array has further enumerable properties. A long array with holes may be reported as having none. */
export function hasEnumerableExtras(array: readonly unknown[]): boolean {
  if (array.length >= manyItems && hasNothingBesideItems(array)) return false;
  return Object.keys(array).length !== array.length;
}

/** Returns the item at an index, or `undefined` for an accessor, which is not run. */
export function itemOf(array: readonly unknown[], index: number): unknown {
  return getterOf.call(array, index) ? undefined : array[index];
}

/** Returns the getter of a property without running it, in a fifth of the time that a property descriptor takes. */
const getterOf =
  (Object.prototype as Partial<Record<string, (this: object, key: number) => unknown>>)['__lookupGetter__'] ??
  function (this: object, key: number): unknown {
    return Object.getOwnPropertyDescriptor(this, key)?.['get'];
  };
