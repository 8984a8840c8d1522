/** What is known of objects that others have made, as in a `WeakMap`. */
export interface ObjectNotes<Value> {
  /** Returns `undefined` also for what is no object. */
  get(object: unknown): Value | undefined;
  /** At most once for each object. */
  add(object: object, value: Value): void;
}

/** Returns what it was given, so that a class which extends it adds its private fields to that object. */
function given(object: object): object {
  return object;
}
const Given = given as unknown as new (object: object) => object;

/**
 * Keeps notes on the objects themselves, in a private field: nobody else sees it, and a copy, a proxy or an heir of the object does
 * not have it.
 *
 * A `WeakMap` that has lived for a while keeps all its values until the next full collection (V8). For a value that refers to its
 * request this means that every request is copied to where old objects are, with all that hangs on it.
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
  // A coming version of JavaScript adds no private field to an object that takes no properties.
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
