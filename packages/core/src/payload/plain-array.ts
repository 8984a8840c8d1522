import { hasNothingBesideItems } from '#platform';

/** From this length on, asking the platform for further properties is faster than listing all keys. */
const manyItems = 100;

/** Whether an array has as many enumerable properties as items: all items, unless it has further properties. */
export function hasOpenItems(array: readonly unknown[]): boolean {
  return array.length === 0 || Object.keys(array).length === array.length;
}

/**
 * Whether an array has its items and nothing else: no holes, and no further properties, not even hidden ones or
 * symbols.
 *
 * @param isOpen - What {@link hasOpenItems} returned.
 */
export function hasOnlyItems(array: readonly unknown[], isOpen: boolean): boolean {
  if (isOpen && array.length >= manyItems && hasNothingBesideItems(array)) return true;
  const keys = Reflect.ownKeys(array);
  // Indexes come first, then `length`, then everything else (ECMA-262, OrdinaryOwnPropertyKeys).
  return keys.length === array.length + 1 && keys[array.length] === 'length';
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
