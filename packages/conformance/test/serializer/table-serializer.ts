import { DeserializeError, SerializeError, type Serializer } from '@sess/core';
import type { KeptKind } from '../../src/index.js';

export class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}

interface Node {
  readonly kind: string;
  readonly items: readonly unknown[];
}

const specials: Readonly<Record<string, unknown>> = { undefined, NaN, Infinity, '-Infinity': -Infinity, '-0': -0 };

/** The kinds that it keeps besides JSON values and instances of Point. */
export const tableKeeps: readonly KeptKind[] = [
  ...(['undefined', 'NaN', 'infinity', '-0', 'bigint', 'Date', 'invalid Date', 'Map', 'Set'] as const),
  ...(['references', 'cycles'] as const),
];

/**
 * A correct serializer of many kinds of values, as a table of objects that refer to each other. The gallery breaks one
 * part of it at a time. It writes each value that it reads, and refuses a text if that gives another one.
 */
export class TableSerializer implements Serializer {
  readonly name: string = 'table';

  serialize(value: unknown): string {
    this.check(value, '$', new Set(), 0);
    return this.encode(value);
  }

  deserialize(text: string): unknown {
    try {
      const value = this.decode(text);
      if (this.serialize(value) === text) return value;
    } catch {
      // Its message may quote the text.
    }
    throw new DeserializeError('not a table');
  }

  check(value: unknown, path: string, seen: Set<unknown>, depth: number): void {
    const refuse = (reason: string): never => {
      throw new SerializeError(path, reason);
    };
    if (typeof value === 'string') return /\p{Surrogate}/u.test(value) ? refuse('a lone surrogate') : undefined;
    if (typeof value === 'function' || typeof value === 'symbol') refuse(`a ${typeof value}`);
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (depth >= 120) refuse('too deep');
    const prototype: unknown = Object.getPrototypeOf(value);
    const isPlain = prototype === null || prototype === Object.prototype;
    const isKnown = [Array, Map, Set, Date, Point].some((type) => prototype === type.prototype);
    if (!isPlain && !isKnown) refuse('of an unknown class');
    const keys = Reflect.ownKeys(value);
    if (prototype === Point.prototype) return;
    if (isKnown && keys.length !== (Array.isArray(value) ? value.length + 1 : 0)) refuse('with holes or properties');
    if (value instanceof Map) this.#checkMap(value, path, seen, depth + 1);
    if (value instanceof Set)
      [...value].forEach((item, at) => this.check(item, `${path}.values()[${at}]`, seen, depth + 1));
    for (const key of keys) {
      if (Array.isArray(value) && key === 'length') continue;
      if (typeof key === 'symbol' || key === '__proto__' || /\p{Surrogate}/u.test(key)) return refuse('a bad key');
      const property = Object.getOwnPropertyDescriptor(value, key);
      const step = Array.isArray(value)
        ? `[${key}]`
        : /^[a-z_$][\w$]*$/i.test(key)
          ? `.${key}`
          : `[${JSON.stringify(key)}]`;
      if (!property?.enumerable || !('value' in property)) throw new SerializeError(path + step, 'an accessor');
      this.check(property.value, path + step, seen, depth + 1);
    }
  }

  #checkMap(map: Map<unknown, unknown>, path: string, seen: Set<unknown>, depth: number): void {
    [...map].forEach(([key, item], at) => {
      this.check(key, `${path}.keys()[${at}]`, seen, depth);
      const isObject = typeof key === 'object' && key !== null;
      const step = isObject
        ? `.values()[${at}]`
        : `.get(${typeof key === 'string' ? JSON.stringify(key) : String(key)})`;
      this.check(item, path + step, seen, depth);
    });
  }

  encode(value: unknown): string {
    const nodes: Node[] = [];
    const places = new Map<object, number>();
    const refer = (item: unknown): unknown => {
      if (typeof item === 'bigint') return { bigint: String(item) };
      if (typeof item !== 'object' || item === null) {
        const special = Object.keys(specials).find((name) => Object.is(specials[name], item));
        return special === undefined ? item : { special };
      }
      let place = places.get(item);
      if (place === undefined) {
        place = nodes.push({ kind: '', items: [] }) - 1;
        places.set(item, place);
        nodes[place] = this.node(item, refer);
      }
      return { place };
    };
    return JSON.stringify({ root: refer(value), nodes });
  }

  node(item: object, refer: (item: unknown) => unknown): Node {
    if (Array.isArray(item)) return { kind: 'array', items: item.map(refer) };
    if (item instanceof Map) return { kind: 'map', items: [...item].map((entry) => entry.map(refer)) };
    if (item instanceof Set) return { kind: 'set', items: [...item].map(refer) };
    if (item instanceof Date) return { kind: 'date', items: [refer(item.getTime())] };
    if (item instanceof Point) return { kind: 'point', items: [item.x] };
    return { kind: 'object', items: Object.entries(item).map(([key, value]) => [key, refer(value)]) };
  }

  decode(text: string): unknown {
    const { root, nodes } = JSON.parse(text) as { root: unknown; nodes: Node[] };
    const made = nodes.map((node) => this.make(node));
    const resolve = (reference: unknown): unknown => {
      if (typeof reference !== 'object' || reference === null) return reference;
      const { place, special, bigint } = reference as { place?: number; special?: string; bigint?: string };
      if (bigint !== undefined) return BigInt(bigint);
      return special === undefined ? made[place ?? -1] : specials[special];
    };
    nodes.forEach(({ items }, at) => this.fill(made[at], items, resolve));
    return resolve(root);
  }

  make({ kind, items }: Node): unknown {
    if (kind === 'array') return [];
    if (kind === 'map') return new Map();
    if (kind === 'set') return new Set();
    if (kind === 'date') return new Date(items[0] === null || typeof items[0] === 'object' ? NaN : Number(items[0]));
    return kind === 'point' ? new Point(Number(items[0])) : {};
  }

  fill(target: unknown, items: readonly unknown[], resolve: (reference: unknown) => unknown): void {
    if (Array.isArray(target)) for (const item of items) target.push(resolve(item));
    else if (target instanceof Map)
      for (const [key, item] of items as unknown[][]) target.set(resolve(key), resolve(item));
    else if (target instanceof Set) for (const item of items) target.add(resolve(item));
    else if (!(target instanceof Date || target instanceof Point)) {
      for (const [key, item] of items as [string, unknown][]) {
        const attributes = { value: resolve(item), enumerable: true, writable: true, configurable: true };
        Object.defineProperty(target, key, attributes);
      }
    }
  }
}
