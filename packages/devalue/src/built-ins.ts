/** A method or getter taken before it could be patched. It throws for objects of any other kind, in every realm. */
type Brand = (value: object) => unknown;

function getter(prototype: object, name: PropertyKey): Brand {
  const get: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.['get'];
  return (value) => (get as (this: object) => unknown).call(value);
}

function method(prototype: object, name: PropertyKey): Brand {
  const run = Object.getOwnPropertyDescriptor(prototype, name)?.value as (this: object) => unknown;
  return (value) => run.call(value);
}

const anyView = Object.getPrototypeOf(Uint8Array.prototype) as object;
const viewTag = getter(anyView, Symbol.toStringTag);

/** The brand of each built-in, by the tag that devalue gives it. */
const brands: Readonly<Record<string, Brand>> = {
  Date: method(Date.prototype, 'getTime'),
  RegExp: getter(RegExp.prototype, 'source'),
  Map: getter(Map.prototype, 'size'),
  Set: getter(Set.prototype, 'size'),
  ArrayBuffer: getter(ArrayBuffer.prototype, 'byteLength'),
  DataView: getter(DataView.prototype, 'byteLength'),
  URL: getter(URL.prototype, 'href'),
  URLSearchParams: method(URLSearchParams.prototype, 'toString'),
};

export const viewTags: ReadonlySet<string> = new Set([
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Float16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'DataView',
]);

/** As of release 6.0.3 of devalue. */
export const textTags: ReadonlySet<string> = new Set([
  'URL',
  'URLSearchParams',
  ...['Duration', 'Instant', 'PlainDate', 'PlainTime', 'PlainDateTime', 'PlainMonthDay', 'PlainYearMonth'].map(
    (name) => `Temporal.${name}`,
  ),
  'Temporal.ZonedDateTime',
]);

/** Whether it is Object.prototype, of any realm: only that has a property isPrototypeOf of its own. */
export function isPlainPrototype(prototype: object): boolean {
  return Object.hasOwn(prototype, 'isPrototypeOf');
}

/**
 * Returns the tag of the built-in that a prototype seems to belong to, without running a getter. Returns `undefined`
 * for the prototype of a class, including a subclass of a built-in.
 */
export function builtInTag(prototype: object): string | undefined {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  if (!parent) return undefined;
  if (Object.hasOwn(prototype, 'BYTES_PER_ELEMENT')) {
    return Object.hasOwn(parent, 'subarray') ? 'TypedArray' : undefined;
  }
  if (!isPlainPrototype(parent)) return undefined;
  if (Object.hasOwn(prototype, 'getTime')) return 'Date';
  if (Object.hasOwn(prototype, 'exec')) return 'RegExp';
  const tag: unknown = Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)?.value;
  return typeof tag === 'string' && (Object.hasOwn(brands, tag) || textTags.has(tag)) ? tag : undefined;
}

/** Returns the tag by which devalue stores a built-in, proved by the object's internal slots, or `undefined`. */
export function tagOfBuiltIn(value: object, prototype: object): string | undefined {
  const tag = builtInTag(prototype);
  if (tag === undefined) return undefined;
  if (tag === 'TypedArray') return viewTag(value) as string | undefined;
  try {
    const brand = brands[tag] ?? temporalBrand(tag);
    brand(value);
    return tag;
  } catch {
    return undefined;
  }
}

interface TemporalType {
  readonly prototype: { toString(): string };
  from(text: string): object;
}

/** Returns a type of Temporal, if the engine or a polyfill has it. */
export function temporalType(tag: string): TemporalType | undefined {
  const { Temporal } = globalThis as { Temporal?: Record<string, TemporalType> };
  return tag.startsWith('Temporal.') ? Temporal?.[tag.slice('Temporal.'.length)] : undefined;
}

function temporalBrand(tag: string): Brand {
  const type = temporalType(tag);
  if (!type) throw new TypeError('Temporal is not available.');
  return method(type.prototype, 'toString');
}
