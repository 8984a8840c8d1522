import { DeserializeError, jsonSerializer, SerializeError, type Serializer } from '@sess/core';
import type { KeptKind } from '../../src/index.js';

/** How leaves beyond JSON are written as JSON. */
export interface Tags {
  /** Returns the form of a value, or undefined for one that JSON keeps or that is refused. */
  encode(value: unknown): { readonly form: unknown } | undefined;
  /** Returns the value of a form, or undefined for a form that stands for itself. */
  decode(form: unknown): { readonly value: unknown } | undefined;
  /** Changes a plain object whose form would be taken for another value's, and changes it back. */
  escape?(object: Readonly<Record<string, unknown>>): Record<string, unknown>;
  unescape?(object: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

const deepest = 120;

/** JSON with tags for dates and other leaves. It writes what it reads, and refuses a text if that gives another one. */
export class TaggedJson implements Serializer {
  readonly name: string = 'tagged';
  readonly #tags: Tags;

  constructor(tags: Tags) {
    this.#tags = tags;
  }

  serialize(value: unknown): string {
    return JSON.stringify(this.#encoded(value, '$', []));
  }

  deserialize(text: string): unknown {
    const value = this.#decoded(jsonSerializer.deserialize(text));
    if (this.serialize(value) !== text) throw new DeserializeError('another form');
    return value;
  }

  #encoded(value: unknown, path: string, around: readonly unknown[]): unknown {
    const found = this.#tags.encode(value);
    if (found) return found.form;
    if (typeof value !== 'object' || value === null) return refuseForJson(value, path);
    if (around.includes(value)) throw new SerializeError(path, 'a cycle is not kept');
    if (around.length > deepest) throw new SerializeError(path, 'this depth is not kept');
    if (!isOpen(value)) throw new SerializeError(path, 'such an object is not kept');
    const inside = [...around, value];
    if (Array.isArray(value)) return value.map((item: unknown, at) => this.#encoded(item, `${path}[${at}]`, inside));
    const entries = Object.entries(value).map(([key, item]) => {
      refuseForJson(key, path);
      const step = /^[a-z_$][\w$]*$/i.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
      return [key, this.#encoded(item, path + step, inside)] as const;
    });
    const object = Object.fromEntries(entries) as Record<string, unknown>;
    return this.#tags.escape?.(object) ?? object;
  }

  #decoded(form: unknown): unknown {
    const found = this.#tags.decode(form);
    if (found) return found.value;
    if (Array.isArray(form)) return form.map((item: unknown) => this.#decoded(item));
    if (typeof form !== 'object' || form === null) return form;
    const object = this.#tags.unescape?.(form as Record<string, unknown>) ?? form;
    return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, this.#decoded(item)]));
  }
}

function refuseForJson(leaf: unknown, path: string): unknown {
  try {
    jsonSerializer.serialize(leaf);
    return leaf;
  } catch {
    throw new SerializeError(path, `such a ${typeof leaf} is not kept`);
  }
}

/** Whether all properties can be read without running code, and would be copied. */
function isOpen(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    const keys = Reflect.ownKeys(value);
    return prototype === Array.prototype && keys.length === value.length + 1 && areData(value, keys.slice(0, -1));
  }
  return (prototype === null || prototype === Object.prototype) && areData(value, Reflect.ownKeys(value));
}

function areData(value: object, keys: readonly PropertyKey[]): boolean {
  return keys.every((key) => {
    const property = Object.getOwnPropertyDescriptor(value, key);
    return typeof key === 'string' && key !== '__proto__' && property?.enumerable === true && 'value' in property;
  });
}

/** Returns the time of a date that is nothing else. */
export function timeOf(value: unknown): number | undefined {
  const isDate = value instanceof Date && Object.getPrototypeOf(value) === Date.prototype;
  return isDate && Reflect.ownKeys(value).length === 0 ? value.getTime() : undefined;
}

const specials: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [undefined, 'undefined'],
  [NaN, 'NaN'],
  [Infinity, '+'],
  [-Infinity, '-'],
]);

export const escapedKeeps: readonly KeptKind[] = [
  ...(['undefined', 'NaN', 'infinity', '-0', 'bigint', 'Date', 'invalid Date'] as const),
];

/** Keeps leaves in objects with one key that begins with $, and adds another $ to plain objects of that shape. */
export const escapedTags: Tags = {
  encode(value) {
    if (typeof value === 'bigint') return { form: { $bigint: String(value) } };
    if (Object.is(value, -0)) return { form: { $special: '-0' } };
    const special = specials.get(value);
    if (special !== undefined) return { form: { $special: special } };
    const time = timeOf(value);
    return time === undefined ? undefined : { form: { $date: Number.isNaN(time) ? null : time } };
  },
  decode(form) {
    const [entry, ...others] = typeof form === 'object' && form !== null ? Object.entries(form) : [];
    if (!entry || others.length > 0 || Array.isArray(form)) return undefined;
    const [key, content] = entry as [string, unknown];
    if (key === '$bigint' && typeof content === 'string' && /^-?\d+$/.test(content)) return { value: BigInt(content) };
    if (key === '$special' && content === '-0') return { value: -0 };
    const special = key === '$special' && [...specials].find(([, name]) => name === content);
    if (special) return { value: special[0] };
    if (key === '$date' && (typeof content === 'number' || content === null)) {
      return { value: new Date(content ?? NaN) };
    }
    return undefined;
  },
  escape: (object) =>
    isTagged(object) ? Object.fromEntries(Object.entries(object).map(([key, item]) => [`$${key}`, item])) : object,
  unescape(object) {
    const [key = ''] = Object.keys(object);
    if (!isTagged(object)) return object;
    if (!key.startsWith('$$')) throw new DeserializeError('an unknown tag');
    return { [key.slice(1)]: object[key] };
  },
};

function isTagged(object: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(object);
  return keys.length === 1 && keys[0]!.startsWith('$');
}
