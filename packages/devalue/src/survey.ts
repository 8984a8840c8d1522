import { Allowance, maxPatternLength, maxViews } from './allowance.js';
import { isPlainPrototype, tagOfBuiltIn, viewTags } from './built-ins.js';
import { mapStep, placeStep, propertyStep } from './path.js';
import { CycleSearch, maxDepth } from './cycle-search.js';
import type { NamedClass, RegisteredClasses } from './registered-classes.js';
import { isKeptByText } from './stored-text.js';

/** A part of a value that would not come back as it is, with the path from the value to that part: `''` for itself. */
export interface Fault {
  readonly path: string;
  readonly reason: string;
  /** The error that a function of the application threw. */
  readonly cause?: unknown;
}

/** An instance of a registered class as it is stored. */
export interface ReducedInstance {
  readonly tag: string;
  /** In an array of its own, because devalue takes 0 and '' as a sign that a value is not an instance. */
  readonly plain: readonly [unknown];
}

/**
 * Checks all parts of a value before it is written. The only code that it calls is `toPlain` of registered classes; it
 * keeps the results, so that what is written is what was checked.
 */
export class Survey {
  readonly reduced = new Map<unknown, ReducedInstance>();
  readonly #classes: RegisteredClasses;
  readonly #cycles = new CycleSearch<object>();
  readonly #allowance = new Allowance<ArrayBufferLike>();

  constructor(classes: RegisteredClasses) {
    this.#classes = classes;
  }

  /** Returns the first part of the value that would be changed, dropped or called, or `undefined`. */
  findFault(value: unknown): Fault | undefined {
    if (typeof value === 'function' || typeof value === 'symbol') return fault(`a ${typeof value}`);
    if (typeof value !== 'object' || value === null) return undefined;
    if (this.#cycles.has(value)) {
      return this.#cycles.refer(value) ? undefined : fault('a cycle through an instance of a registered class');
    }
    if (this.#cycles.depth >= maxDepth) return fault(`containers nested deeper than ${maxDepth}`);
    const prototype = Reflect.getPrototypeOf(value);
    const named = prototype ? this.#classes.ofPrototype(prototype) : undefined;
    this.#cycles.enter(value, named !== undefined);
    const found = named ? this.#inInstance(value, named) : this.#inBuiltIn(value, prototype);
    if (found) return found;
    return this.#cycles.leave() ? undefined : fault(`an instance of ${named?.name} within a cycle`);
  }

  #inInstance(instance: object, { name, tag, registered }: NamedClass): Fault | undefined {
    let plain: unknown;
    try {
      plain = registered.toPlain(instance);
    } catch (cause) {
      return { ...fault(`an instance of "${name}", whose toPlain failed`), cause };
    }
    this.reduced.set(instance, { tag, plain: [plain] });
    return this.findFault(plain);
  }

  #inBuiltIn(value: object, prototype: object | null): Fault | undefined {
    if (Array.isArray(value)) return this.#inArray(value, prototype);
    if (prototype === null || isPlainPrototype(prototype)) return this.#inPlainObject(value);
    const tag = tagOfBuiltIn(value, prototype);
    if (tag === undefined) return fault(`an instance of ${classNameOf(prototype)}${adviceFor(value)}`);
    if (viewTags.has(tag)) return this.#inView(value as ArrayBufferView);
    const own = Reflect.ownKeys(value);
    if (tag === 'RegExp') return this.#inRegExp(value as RegExp, own);
    if (own.length > 0) return fault(`a ${tag} with properties of its own`);
    if (tag === 'Map') return this.#inMap(value as Map<unknown, unknown>);
    if (tag === 'Set') return this.#inSet(value as Set<unknown>);
    if (tag === 'ArrayBuffer') return inBuffer(value as ArrayBuffer);
    return tag === 'Date' || isKeptByText(tag, value) ? undefined : fault(`a ${tag} that its text does not keep`);
  }

  #inPlainObject(value: object): Fault | undefined {
    // A date, an error, a boxed value or arguments, with the prototype of a plain object.
    if (!Object.hasOwn(value, Symbol.toStringTag) && Object.prototype.toString.call(value) !== '[object Object]') {
      return fault('an object that only looks like a plain one');
    }
    return this.#inProperties(value, Reflect.ownKeys(value));
  }

  #inArray(value: readonly unknown[], prototype: object | null): Fault | undefined {
    // In every realm, the prototype of arrays is an array.
    if (!Array.isArray(prototype)) return fault(`an instance of ${classNameOf(prototype)}`);
    if (!hasOnlyItems(value)) return fault('an array with holes or properties');
    const isOpen = value.length > 0 && Object.keys(value).length === value.length;
    for (let index = 0; index < value.length; index++) {
      const item = isOpen && !getterOf.call(value, index) ? value[index] : undefined;
      const found = item === undefined ? this.#inProperty(value, String(index)) : this.findFault(item);
      if (found) return under(`[${index}]`, found);
    }
    return undefined;
  }

  #inProperties(value: object, keys: readonly PropertyKey[]): Fault | undefined {
    for (const key of keys) {
      if (typeof key !== 'string') return fault('a symbol as key');
      const found = key === '__proto__' ? fault('a key that is not kept') : this.#inProperty(value, key);
      if (found) return under(propertyStep(key), found);
    }
    return undefined;
  }

  #inProperty(value: object, key: string): Fault | undefined {
    const property = Reflect.getOwnPropertyDescriptor(value, key);
    return property?.enumerable && 'value' in property
      ? this.findFault(property.value)
      : fault('a hidden property or an accessor');
  }

  #inMap(value: ReadonlyMap<unknown, unknown>): Fault | undefined {
    let place = 0;
    for (const [key, item] of value) {
      const inKey = this.findFault(key);
      if (inKey) return under(placeStep('keys', place), inKey);
      const inItem = this.findFault(item);
      if (inItem) return under(mapStep(key, place), inItem);
      place++;
    }
    return undefined;
  }

  #inSet(value: ReadonlySet<unknown>): Fault | undefined {
    let place = 0;
    for (const item of value) {
      const found = this.findFault(item);
      if (found) return under(placeStep('values', place), found);
      place++;
    }
    return undefined;
  }

  #inView(view: ArrayBufferView): Fault | undefined {
    if (!this.#allowance.takeView(view.buffer)) return fault(`more than ${maxViews} views of one buffer`);
    const isTyped = 'length' in view;
    const own = Reflect.ownKeys(view);
    if (own.length !== (isTyped ? view.length : 0)) return fault('a view with properties of its own');
    // The rest of the buffer would be stored too. Node's Buffers share one, so that may be other people's data.
    if (view.byteLength !== view.buffer.byteLength)
      return fault('a view of a part of its buffer. Store a copy: slice()');
    const found = this.findFault(view.buffer);
    return found && under('.buffer', found);
  }

  #inRegExp(value: RegExp, own: readonly PropertyKey[]): Fault | undefined {
    if (own.length !== 1) return fault('a RegExp with properties of its own');
    if (value.lastIndex !== 0) return fault('a RegExp that is in use: its lastIndex is not 0');
    return this.#allowance.takePattern(value.source)
      ? undefined
      : fault(`regular expressions of more than ${maxPatternLength} characters together`);
  }
}

function hasOnlyItems(array: readonly unknown[]): boolean {
  const keys = Reflect.ownKeys(array);
  // Indexes come first, then `length`, then everything else (ECMA-262, OrdinaryOwnPropertyKeys).
  return keys.length === array.length + 1 && keys[array.length] === 'length';
}

/** Returns the getter of a property without running it, in a fifth of the time that a property descriptor takes. */
const getterOf =
  (Object.prototype as Partial<Record<string, (this: object, key: number) => unknown>>)['__lookupGetter__'] ??
  function (this: object, key: number): unknown {
    return Object.getOwnPropertyDescriptor(this, key)?.['get'];
  };

function inBuffer(value: ArrayBuffer & { readonly resizable?: boolean }): Fault | undefined {
  if (value.resizable) return fault('a resizable ArrayBuffer');
  try {
    return new Uint8Array(value).byteLength === value.byteLength ? undefined : fault('a changing ArrayBuffer');
  } catch {
    return fault('a detached ArrayBuffer');
  }
}

function fault(reason: string): Fault {
  return { path: '', reason };
}

function under(step: string, found: Fault): Fault {
  return { ...found, path: step + found.path };
}

/** Returns the name of a class without running a getter. */
function classNameOf(prototype: object | null): string {
  const type: unknown = prototype && Reflect.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const name: unknown = typeof type === 'function' && Reflect.getOwnPropertyDescriptor(type, 'name')?.value;
  return typeof name === 'string' && name !== '' ? name : 'an unnamed class';
}

function adviceFor(value: object): string {
  if (value instanceof Uint8Array) return '. Store new Uint8Array(…) of it';
  return '. Register its class, or store what it is made of';
}
