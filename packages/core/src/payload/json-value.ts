import { isPlainObject } from './plain-object.js';
import { hasLoneSurrogate } from './keepable-text.js';
import { contentsOf, itemOf } from './plain-array.js';

/** A part of a value that JSON would not return as it is, and the path to it from the value: `''` for itself. */
export interface JsonFault {
  readonly path: string;
  readonly reason: string;
}

/** An application's hundred, and room for the envelope that core puts around them. */
export const maxDepth = 128;

/**
 * Roughly how many characters are written for one value at most: far more than any session has. An object in many
 * places is written in each, so a kilobyte of a serializer that keeps it once may hold more than there is memory for.
 */
export const mostWritten = 2 ** 26;

export const tooMuch = 'as much as this: an object in several places counts in each';

/** After this many steps, the large parts that were checked are remembered. Most values end before. */
const manySteps = 50_000;
const largePart = 64;

/** Checking each level for cycles would be quadratic in the depth: one is found some levels later, then exactly. */
const levelsBetweenCycleChecks = 16;
const cycle = 'a cycle';

interface Search {
  /** The containers around the present value, from the outside in. */
  readonly ancestors: object[];
  readonly levelsBetweenCycleChecks: number;
  readonly isOpaque: ((value: object) => boolean) | undefined;
  readonly maxWritten: number;
  steps: number;
  written: number;
  /** Large containers without a fault, with the depth at which they were found and what is written for them. */
  readonly checked: Map<object, { readonly depth: number; readonly written: number }>;
}

/** From ECMAScript's source text access for JSON, newer than the type library: an object with a text of its own. */
const { isRawJSON } = JSON as { readonly isRawJSON?: (value: unknown) => boolean };

/**
 * Returns the first part of the value that JSON would change, drop or call, or `undefined`.
 *
 * @param isOpaque - Whether an object, with all that is in it, needs no check.
 * @param maxWritten - Above this size a value is {@link tooMuch}: 8 for each part, and the length of texts and keys.
 */
export function findFault(
  value: unknown,
  isOpaque?: (value: object) => boolean,
  maxWritten = mostWritten,
): JsonFault | undefined {
  const search = (levels: number): Search => ({
    ancestors: [],
    levelsBetweenCycleChecks: levels,
    isOpaque,
    maxWritten,
    steps: 0,
    written: 0,
    checked: new Map(),
  });
  try {
    const found = faultIn(value, search(levelsBetweenCycleChecks));
    return found?.reason === cycle ? faultIn(value, search(1)) : found;
  } catch {
    // It is not passed on: the error of a trap may quote the value.
    return fault('a Proxy that fails while it is read');
  }
}

/** Whether all objects or all arrays inherit a method that changes what JSON writes. */
export function isJsonRewritten(): boolean {
  return [{}, []].some(rewrites);
}

const fault = (reason: string, path = ''): JsonFault => ({ path, reason });

function faultIn(value: unknown, search: Search): JsonFault | undefined {
  search.steps++;
  search.written += typeof value === 'string' ? 8 + value.length : 8;
  if (search.written > search.maxWritten) return fault(tooMuch);
  if (typeof value === 'string') return hasLoneSurrogate(value) ? fault('a lone surrogate') : undefined;
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return fault('-0');
    return Number.isFinite(value) ? undefined : fault(`${value}`);
  }
  if (typeof value === 'boolean' || value === null) return undefined;
  if (typeof value === 'object') return faultInContainer(value, search);
  return fault(value === undefined ? 'undefined' : `a ${typeof value}`);
}

function faultInContainer(value: object, search: Search): JsonFault | undefined {
  const { ancestors, checked, isOpaque } = search;
  const depth = ancestors.length;
  if (isOpaque?.(value)) return undefined;
  if (depth % search.levelsBetweenCycleChecks === 0 && ancestors.includes(value)) return fault(cycle);
  if (depth >= maxDepth) return fault(`containers nested deeper than ${maxDepth}`);
  const known = checked.size > 0 ? checked.get(value) : undefined;
  if (known && depth <= known.depth) {
    search.written += known.written - 8;
    return search.written > search.maxWritten ? fault(tooMuch) : undefined;
  }
  const [stepsBefore, writtenBefore] = [search.steps, search.written - 8];
  const found = Array.isArray(value) ? faultInArray(value, search) : faultInObject(value, search);
  if (found) return found;
  if (search.steps > manySteps && search.steps - stepsBefore > largePart) {
    checked.set(value, { depth, written: search.written - writtenBefore });
  }
  return undefined;
}

function faultInArray(value: readonly unknown[], search: Search): JsonFault | undefined {
  const prototype = Reflect.getPrototypeOf(value);
  // In every realm, the prototype of arrays is an array.
  if (prototype !== Array.prototype && !Array.isArray(prototype)) {
    return fault(`an instance of ${classNameOf(prototype)}`);
  }
  const { length } = value;
  // Before its keys are listed, which takes long for an array of a million items.
  if (search.written + 8 * length > search.maxWritten) return fault(tooMuch);
  const contents = contentsOf(value);
  if (contents === 'more') return fault('an array with holes or properties');
  if (length > 0) {
    search.ancestors.push(value);
    for (let index = 0; index < length; index++) {
      const item = contents === 'values' ? value[index] : contents === 'items' ? undefined : itemOf(value, index);
      const found = item === undefined ? faultInProperty(value, String(index), search) : faultIn(item, search);
      if (found) return fault(found.reason, `[${index}]${found.path}`);
    }
    search.ancestors.pop();
  }
  return rewrites(value) ? fault(rewritten) : undefined;
}

function faultInObject(value: object, search: Search): JsonFault | undefined {
  const prototype = Reflect.getPrototypeOf(value);
  if (!isPlainObject(value)) return fault(`an instance of ${classNameOf(prototype)}`);
  search.ancestors.push(value);
  // Hidden ones too. This is fast for most objects, and `Reflect.ownKeys` for none.
  for (const key of Object.getOwnPropertyNames(value)) {
    search.written += key.length;
    const found =
      key === '__proto__' || hasLoneSurrogate(key)
        ? fault('a key that is not kept')
        : faultInProperty(value, key, search);
    if (found) return fault(found.reason, propertyStep(key) + found.path);
  }
  search.ancestors.pop();
  if (Object.getOwnPropertySymbols(value).length > 0) return fault('a symbol as key');
  return rewrites(value) || (prototype === null && isRawJSON?.(value) === true) ? fault(rewritten) : undefined;
}

/** Returns the name of a class without running a getter. */
function classNameOf(prototype: object | null): string {
  let at = prototype;
  while (at && !Object.hasOwn(at, 'constructor')) at = Reflect.getPrototypeOf(at);
  const type: unknown = at && Reflect.getOwnPropertyDescriptor(at, 'constructor')?.value;
  const name: unknown = typeof type === 'function' && Reflect.getOwnPropertyDescriptor(type, 'name')?.value;
  return typeof name === 'string' && name !== '' ? name : 'an unnamed class';
}

function faultInProperty(container: object, key: string, search: Search): JsonFault | undefined {
  const property = Object.getOwnPropertyDescriptor(container, key);
  return property?.enumerable && 'value' in property
    ? faultIn(property.value, search)
    : fault('a hidden property or an accessor');
}

const rewritten = 'an object that toJSON or rawJSON rewrites';

function rewrites(value: object): boolean {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}

/** Returns one step of a path into an object: `.name`, `["a b"]`. */
export function propertyStep(key: string): string {
  return /^[a-z_$][\w$]*$/i.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
