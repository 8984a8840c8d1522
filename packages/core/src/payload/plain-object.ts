/** Whether a value is an object whose keys are data, such as a literal or a parsed object, and not a class instance. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // In every realm, only the prototype of plain objects has a property isPrototypeOf of its own.
  return Object.hasOwn(prototype as object, 'isPrototypeOf');
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Sets a property of the object itself, whatever its prototype has under that key. */
export function define(object: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
