import { hasLoneSurrogate } from './keepable-text.js';

/** What keeps a value from coming back from JSON as it went in, and the path to it from the value, `''` for itself. */
export interface JsonFault {
  readonly path: string;
  readonly reason: string;
}

/** An application's hundred, and room for the envelope that core puts around them. */
export const maxDepth = 128;

/**
 * What is written for one value, roughly: far more than any session has. What stands in many places is written as often, and a
 * kilobyte of another serializer that keeps it once can say more than there is memory for.
 */
export const mostWritten = 2 ** 26;

export const tooMuch = 'so much: what stands in several places counts in each';

/** From here on it is remembered which larger parts were looked at already. Most values end before, and cost nothing for it. */
const manySteps = 50_000;
const largePart = 64;

/** Looking for a cycle at every level would be quadratic in the depth: it is found a few levels later, and then exactly. */
const levelsBetweenLooks = 16;
const cycle = 'a cycle';

interface Walk {
  readonly ancestors: object[];
  readonly levelsBetweenLooks: number;
  readonly isOpaque: (value: object) => boolean;
  readonly maxWritten: number;
  steps: number;
  written: number;
  /** Containers without fault, with how deep they stood and what is written for them. */
  readonly sound: Map<object, { readonly depth: number; readonly written: number }>;
}

/** ECMAScript's source text access for JSON, newer than the type library: an object that is written as another text. */
const { isRawJSON } = JSON as { readonly isRawJSON?: (value: unknown) => boolean };

/**
 * Finds the first thing in the value that JSON would change, drop or call; `undefined` when there is none.
 *
 * Nothing is built for a path until there is a fault: it is put together on the way out.
 *
 * @param isOpaque - Objects that need no look, nor does what is in them.
 * @param maxWritten - More than that is {@link tooMuch}; each value counts 8, and texts and keys their length.
 */
export function findFault(
  value: unknown,
  isOpaque: (value: object) => boolean = () => false,
  maxWritten = mostWritten,
): JsonFault | undefined {
  const walk = (levels: number): Walk => ({
    ancestors: [],
    levelsBetweenLooks: levels,
    isOpaque,
    maxWritten,
    steps: 0,
    written: 0,
    sound: new Map(),
  });
  const found = faultIn(value, walk(levelsBetweenLooks));
  return found?.reason === cycle ? faultIn(value, walk(1)) : found;
}

/** Whether somebody has given all objects, or all arrays, a method that changes what JSON writes. */
export function isJsonRewritten(): boolean {
  return [{}, []].some((value) => typeof (value as { toJSON?: unknown }).toJSON === 'function');
}

const fault = (reason: string, path = ''): JsonFault => ({ path, reason });

function faultIn(value: unknown, walk: Walk): JsonFault | undefined {
  walk.steps++;
  walk.written += typeof value === 'string' ? 8 + value.length : 8;
  if (walk.written > walk.maxWritten) return fault(tooMuch);
  if (typeof value === 'string') return hasLoneSurrogate(value) ? fault('a lone surrogate') : undefined;
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return fault('-0');
    return Number.isFinite(value) ? undefined : fault(`${value}`);
  }
  if (typeof value === 'boolean' || value === null) return undefined;
  return typeof value === 'object' ? faultInContainer(value, walk) : fault(typeof value);
}

function faultInContainer(value: object, walk: Walk): JsonFault | undefined {
  const { ancestors, sound } = walk;
  const depth = ancestors.length;
  if (walk.isOpaque(value)) return undefined;
  if (depth % walk.levelsBetweenLooks === 0 && ancestors.includes(value)) return fault(cycle);
  if (depth >= maxDepth) return fault(`nested deeper than ${maxDepth}`);
  const known = sound.get(value);
  if (known && depth <= known.depth) {
    walk.written += known.written - 8;
    return walk.written > walk.maxWritten ? fault(tooMuch) : undefined;
  }
  const before = { steps: walk.steps, written: walk.written - 8 };
  const found = Array.isArray(value) ? faultInArray(value, walk) : faultInObject(value, walk);
  if (found) return found;
  if (walk.steps > manySteps && walk.steps - before.steps > largePart) {
    sound.set(value, { depth, written: walk.written - before.written });
  }
  return undefined;
}

function faultInArray(value: readonly unknown[], walk: Walk): JsonFault | undefined {
  const prototype = Reflect.getPrototypeOf(value);
  // Of any realm: the prototype of arrays is an array.
  if (!Array.isArray(prototype)) return fault(`an instance of ${prototype?.constructor?.name}`);
  const { length } = value;
  // Before its keys are listed, which takes most of the time for an array of a million items.
  if (walk.written + 8 * length > walk.maxWritten) return fault(tooMuch);
  const names = Reflect.ownKeys(value);
  // Indexes come first, then `length`, then what does not belong into an array (ECMA-262, OrdinaryOwnPropertyKeys).
  if (names.length !== length + 1 || names[length] !== 'length') return fault('an array with holes or properties');
  const isOpen = length === 0 || Object.keys(value).length === length;
  walk.ancestors.push(value);
  for (let index = 0; index < length; index++) {
    const item = isOpen && !getterOf.call(value, index) ? value[index] : undefined;
    const found = item === undefined ? faultInProperty(value, String(index), walk) : faultIn(item, walk);
    if (found) return fault(found.reason, `[${index}]${found.path}`);
  }
  walk.ancestors.pop();
  return rewrites(value) ? fault(rewritten) : undefined;
}

function faultInObject(value: object, walk: Walk): JsonFault | undefined {
  const prototype = Reflect.getPrototypeOf(value);
  // Of any realm: that of plain objects has isPrototypeOf itself; of no class either.
  if (prototype && prototype !== Object.prototype && !Object.hasOwn(prototype, 'isPrototypeOf')) {
    return fault(`an instance of ${prototype.constructor?.name}`);
  }
  walk.ancestors.push(value);
  // Hidden ones too. Engines answer this at once for most objects, and `Reflect.ownKeys` for none.
  for (const key of Object.getOwnPropertyNames(value)) {
    walk.written += key.length;
    const found =
      key === '__proto__' || hasLoneSurrogate(key)
        ? fault('a key that is not kept')
        : faultInProperty(value, key, walk);
    if (found) return fault(found.reason, propertyStep(key) + found.path);
  }
  if (Object.getOwnPropertySymbols(value).length > 0) return fault('a symbol as key');
  walk.ancestors.pop();
  return rewrites(value) ? fault(rewritten) : undefined;
}

function faultInProperty(container: object, key: string, walk: Walk): JsonFault | undefined {
  const property = Object.getOwnPropertyDescriptor(container, key);
  return property?.enumerable && 'value' in property
    ? faultIn(property.value, walk)
    : fault('a hidden property or an accessor');
}

/** The getter of a property, not run. It is asked of each item of each array, and takes a fifth of the time of a descriptor. */
const getterOf =
  (Object.prototype as Partial<Record<string, (this: object, key: number) => unknown>>)['__lookupGetter__'] ??
  function (this: object, key: number): unknown {
    return Object.getOwnPropertyDescriptor(this, key)?.['get'];
  };

const rewritten = 'what toJSON or rawJSON rewrites';

function rewrites(value: object): boolean {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function' || isRawJSON?.(value) === true;
}

/** One step of a path into an object: `.name`, `["a b"]`. */
export function propertyStep(key: string): string {
  return /^[a-z_$][\w$]*$/i.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
