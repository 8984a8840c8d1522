/** An object whose keys are data: a literal, or what a parser made. Class instances are whole values instead. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Puts a value there whatever the prototype has under that key. */
export function define(object: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
