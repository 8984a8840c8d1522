import { DeserializeError, SerializeError, type Serializer } from '@sess/core';
import type { KeptKind } from '../../src/index.js';

export const binaryKeeps: readonly KeptKind[] = [
  ...(['undefined', 'NaN', 'infinity', '-0', 'Date', 'invalid Date', 'Map', 'Set'] as const),
];

const deepest = 120;

/**
 * A correct serializer whose text is bytes in Base64: a byte for the type of a value, then its content. Numbers are
 * doubles, texts are UTF-16, so that lone surrogates are kept.
 */
export class BinarySerializer implements Serializer {
  readonly name = 'binary';

  serialize(value: unknown): string {
    const writer = new Writer();
    writer.write(value, '$', []);
    return Buffer.from(writer.bytes).toString('base64');
  }

  deserialize(text: string): unknown {
    const bytes = Buffer.from(text, 'base64');
    try {
      const reader = new Reader(bytes);
      const value = reader.read(0);
      if (reader.at === bytes.length && this.serialize(value) === text) return value;
    } catch {
      // A reader past the end.
    }
    throw new DeserializeError('not bytes that this serializer writes');
  }
}

const words: readonly unknown[] = [null, undefined, true, false];
const [number, text, array, object, date, map, set] = [10, 11, 12, 13, 14, 15, 16];

class Writer {
  readonly bytes: number[] = [];

  write(value: unknown, path: string, around: readonly unknown[]): void {
    const word = words.indexOf(value);
    if (word >= 0) return void this.bytes.push(word);
    if (typeof value === 'number') return this.#number(number, value);
    if (typeof value === 'string') return this.#text(value);
    if (typeof value !== 'object' || value === null) throw new SerializeError(path, `a ${typeof value} is not kept`);
    if (around.includes(value)) throw new SerializeError(path, 'a value that contains itself is not kept');
    if (around.length >= deepest) throw new SerializeError(path, 'this depth is not kept');
    const inside = [...around, value];
    const prototype: unknown = Object.getPrototypeOf(value);
    const keys = Reflect.ownKeys(value);
    if (Array.isArray(value) && prototype === Array.prototype && keys.length === value.length + 1) {
      this.#head(array, value.length);
      for (const key of keys.slice(0, -1)) this.#property(value, key, `${path}[${String(key)}]`, inside);
    } else if (!Array.isArray(value) && (prototype === null || prototype === Object.prototype)) {
      this.#head(object, keys.length);
      for (const key of keys) {
        if (typeof key !== 'string' || key === '__proto__') throw new SerializeError(path, 'such a key is not kept');
        this.#text(key);
        this.#property(value, key, path + stepTo(key), inside);
      }
    } else if (keys.length > 0 || !this.#writeBuiltIn(value, prototype, path, inside)) {
      throw new SerializeError(path, 'an object of this class is not kept');
    }
  }

  #writeBuiltIn(value: object, prototype: unknown, path: string, around: readonly unknown[]): boolean {
    if (value instanceof Date && prototype === Date.prototype) this.#number(date, value.getTime());
    else if (prototype !== Map.prototype && prototype !== Set.prototype) return false;
    if (prototype === Map.prototype) this.#map(value as Map<unknown, unknown>, path, around);
    if (prototype === Set.prototype) {
      this.#head(set, (value as Set<unknown>).size);
      [...(value as Set<unknown>)].forEach((item, at) => this.write(item, `${path}.values()[${at}]`, around));
    }
    return true;
  }

  #map(entries: Map<unknown, unknown>, path: string, around: readonly unknown[]): void {
    this.#head(map, entries.size);
    [...entries].forEach(([key, item], at) => {
      this.write(key, `${path}.keys()[${at}]`, around);
      const isObject = typeof key === 'object' && key !== null;
      const name = typeof key === 'string' ? JSON.stringify(key) : isObject ? '' : `${key as number}`;
      this.write(item, path + (isObject ? `.values()[${at}]` : `.get(${name})`), around);
    });
  }

  #property(value: object, key: PropertyKey, path: string, around: readonly unknown[]): void {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (!property?.enumerable || !('value' in property)) throw new SerializeError(path, 'an accessor is not kept');
    this.write(property.value, path, around);
  }

  #head(type: number, size: number): void {
    this.bytes.push(type, ...new Uint8Array(Uint32Array.of(size).buffer));
  }

  #number(type: number, value: number): void {
    this.bytes.push(type, ...new Uint8Array(Float64Array.of(value).buffer));
  }

  #text(value: string): void {
    this.#head(text, value.length);
    for (const byte of Buffer.from(value, 'utf16le')) this.bytes.push(byte);
  }
}

function stepTo(key: string): string {
  return /^[a-z_$][\w$]*$/i.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

class Reader {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(depth: number): unknown {
    if (depth > deepest) throw new RangeError('too deep');
    const type = this.#bytes.readUInt8(this.at++);
    if (type < words.length) return words[type];
    if (type === number || type === date) {
      const value = this.#bytes.readDoubleLE(this.at);
      this.at += 8;
      return type === date ? new Date(value) : value;
    }
    if (type === text) return this.#text();
    const items = <Item>(item: () => Item) => Array.from({ length: this.#size() }, item);
    const entry = () => [this.read(depth + 1), this.read(depth + 1)] as const;
    if (type === array) return items(() => this.read(depth + 1));
    if (type === object) return Object.fromEntries(items(() => [this.read(depth + 1) as string, this.read(depth + 1)]));
    if (type === map) return new Map(items(entry));
    if (type === set) return new Set(items(() => this.read(depth + 1)));
    throw new RangeError('an unknown type');
  }

  /** Every item takes a byte at least, so a size cannot be larger than what is left. */
  #size(): number {
    const size = this.#bytes.readUInt32LE(this.at);
    this.at += 4;
    if (size > this.#bytes.length - this.at) throw new RangeError('a size without content');
    return size;
  }

  #text(): string {
    const end = this.#size() * 2 + this.at;
    const content = this.#bytes.subarray(this.at, end);
    this.at = end;
    return content.toString('utf16le');
  }
}
