/** Values for objects that others have made, as in a `WeakMap`. */
export interface ObjectNotes<Value> {
  /** Also returns `undefined` for a value that is not an object. */
  get(object: unknown): Value | undefined;
  /** Must be called only once for each object. */
  add(object: object, value: Value): void;
}

/** Returns the object, so that a class which extends this one adds its private fields to it. */
function given(object: object): object {
  return object;
}
const Given = given as unknown as new (object: object) => object;

/**
 * Keeps each value on its object, in a private field. Other code does not see it, and a copy of the object, a proxy, or
 * an object that inherits from it does not have it.
 *
 * V8 keeps all values of an old `WeakMap` until the next full garbage collection. If the values refer to their
 * requests, every request is promoted to the old generation, with everything that it refers to.
 */
export function createObjectNotes<Value>(): ObjectNotes<Value> {
  class Noted extends Given {
    readonly #value: Value;

    constructor(object: object, value: Value) {
      super(object);
      this.#value = value;
    }

    static add(object: object, value: Value): object {
      return new Noted(object, value);
    }

    static of(object: object): Value | undefined {
      return #value in object ? object.#value : undefined;
    }
  }
  // A coming version of JavaScript will not add private fields to an object that is not extensible.
  const sealed = new WeakMap<object, Value>();
  return {
    get(object) {
      if (!isObject(object)) return undefined;
      return Noted.of(object) ?? (Object.isExtensible(object) ? undefined : sealed.get(object));
    },
    add: (object, value) => void (Object.isExtensible(object) ? Noted.add(object, value) : sealed.set(object, value)),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}
