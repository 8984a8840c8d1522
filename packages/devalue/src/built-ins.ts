/** A method or getter taken before anybody could patch it, which throws for what is not of its kind, in any realm. */
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

/** Each by the tag that devalue gives it. */
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

/** Of any realm, and of no class: Object.prototype has isPrototypeOf itself. */
export function isPlainPrototype(prototype: object): boolean {
  return Object.hasOwn(prototype, 'isPrototypeOf');
}

/**
 * What a prototype claims to be the prototype of, told without running a getter; `undefined` for that of a class, a subclass
 * of a built-in included.
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

/**
 * The tag by which devalue stores an object, of a built-in that is kept: proved by its internal slots, not by what it says.
 */
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

/** There where the engine has it, or a polyfill that was installed before. */
export function temporalType(tag: string): TemporalType | undefined {
  const { Temporal } = globalThis as { Temporal?: Record<string, TemporalType> };
  return tag.startsWith('Temporal.') ? Temporal?.[tag.slice('Temporal.'.length)] : undefined;
}

function temporalBrand(tag: string): Brand {
  const type = temporalType(tag);
  if (!type) throw new TypeError('There is no Temporal here.');
  return method(type.prototype, 'toString');
}
