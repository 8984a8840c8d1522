import { DeserializeError, jsonSerializer, SerializeError } from '@sess/core';
import { itemsOf, json, table } from './broken-serializers.js';
import type { BrokenSerializer } from './laws-that-catch.js';
import { jsonSubject } from './sound-subjects.js';
import { TableSerializer } from './table-serializer.js';
import { TaggedJson, timeOf } from './tagged-json.js';

const { serialize, deserialize } = jsonSerializer;

/** Applies a function to every object of a JSON value. */
function each(value: unknown, apply: (object: object) => void): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const item of Object.values(value)) each(item, apply);
  apply(value);
  return value;
}

export function returning(name: string, apply: (object: object) => void): BrokenSerializer {
  return json(name, ['S25', 'S28'], { deserialize: (text) => each(deserialize(text), apply) });
}

/** Returns a value with parts that were returned before. */
export function sharing(
  name: string,
  breaks: readonly string[],
  isShared: (item: object) => boolean,
): BrokenSerializer {
  const parts = new Map<string, unknown>();
  return json(name, breaks, {
    deserialize: (text): unknown =>
      JSON.parse(JSON.stringify(deserialize(text)), (_, item: unknown): unknown => {
        if (typeof item !== 'object' || item === null || !isShared(item)) return item;
        const key = JSON.stringify(item);
        if (!parts.has(key)) parts.set(key, item);
        return parts.get(key);
      }),
  });
}

export function lax(
  name: string,
  change: (text: string) => string,
  breaks: readonly string[] = ['S19'],
): BrokenSerializer {
  return json(name, breaks, { deserialize: (text) => deserialize(change(text)) });
}

export const base64 = (text: string) => Buffer.from(text).toString('base64');

/** JSON in Base64 that is decoded as Node does it. */
export function encoded(name: string, breaks: readonly string[], decode: (text: string) => string): BrokenSerializer {
  return json(name, breaks, {
    name: 'encoded',
    serialize: (value) => base64(serialize(value)),
    deserialize: (text) => deserialize(decode(text)),
  });
}

let seen = new Set<unknown>();
const pattern = /\p{Surrogate}/gu;
const written = new WeakMap<object, string>();
const checked = new WeakSet<object>();
let isRefused = false;

/** Objects that cannot be changed, texts of others, and calls that depend on earlier ones. */
export const brokenResults: readonly BrokenSerializer[] = [
  returning('results are frozen', Object.freeze),
  returning('results are sealed', Object.seal),
  returning('results take no new properties', Object.preventExtensions),
  returning('objects within results are frozen', (object) => {
    for (const item of Object.values(object)) Object.freeze(item);
  }),
  returning('arrays in results are frozen', (object) => {
    if (Array.isArray(object)) Object.freeze(object);
  }),
  json('properties of results cannot be written', ['S25', 'S28'], {
    deserialize: (text) =>
      each(deserialize(text), (object) => {
        for (const key of Object.keys(object))
          if (key !== 'length') Object.defineProperty(object, key, { writable: false });
      }),
  }),
  sharing('empty objects are shared by results', ['S8', 'S25'], (item) => Object.keys(item).length === 0),
  sharing('arrays are shared by results', ['S8', 'S25'], (item) => Array.isArray(item)),
  sharing(
    'small objects are shared by results',
    ['S8', 'S25'],
    (item) => !Array.isArray(item) && Object.keys(item).length === 1,
  ),
  lax('a BOM is accepted', (text) => text.replace(/^\ufeff/, ''), ['S18', 'S19']),
  lax('a line end is accepted', (text) => text.replace(/\r?\n$/, '')),
  lax('U+0000 at the end is accepted', (text) => text.replace(/\0+$/, '')),
  lax('a text is read to its first line end', (text) => text.split('\n')[0] ?? ''),
  lax('a text is read to its first U+0000', (text) => text.split('\0')[0] ?? ''),
  lax('what follows the last bracket is ignored', (text) => text.replace(/(?<=[}\]])[^}\]"]*$/, '')),
  lax('a comment at the end is accepted', (text) => text.replace(/\/\/.*$/s, '')),
  lax('a comma at the end is accepted', (text) => text.replaceAll(/,(?=[}\]])/g, '')),
  lax('a prefix against inclusion is accepted', (text) => text.replace(/^\)\]\}',\n/, '')),
  lax('a semicolon at the end is accepted', (text) => text.replace(/;$/, '')),
  lax('a text in parentheses is accepted', (text) => text.replace(/^\((.*)\)$/s, '$1')),
  lax('a text that was written twice is read once', (text) =>
    text === text.slice(0, text.length / 2).repeat(2) ? text.slice(0, text.length / 2) : text,
  ),
  lax('percent signs in a text are decoded', (text) => (text.startsWith('%') ? decodeURIComponent(text) : text)),
  lax('a text in Base64 is accepted', (text) =>
    /^[\w+/]+=*$/.test(text) && text.length > 8 ? Buffer.from(text, 'base64').toString() : text,
  ),
  lax('a JSON text in a JSON text is accepted', (text) => (/^"[[{]/.test(text) ? String(JSON.parse(text)) : text), [
    'S19',
    'S25',
  ]),
  lax('single quotes are accepted', (text) => (text.includes('"') ? text : text.replaceAll("'", '"'))),
  lax('non-breaking spaces are accepted', (text) => text.replaceAll(/^[\u00a0\u2028]|[\u00a0\u2028]$/g, '')),
  lax('the end of a long text is ignored', (text) => text.slice(0, 20_000).replace(/(?<=[}\]])(?:garbage )+$/, '')),
  encoded('Base64 with loose bits is accepted', ['S19', 'S27'], (text) => Buffer.from(text, 'base64').toString()),
  encoded('Base64 of another alphabet is accepted', ['S19'], (text) => {
    const decoded = Buffer.from(text, 'base64').toString();
    if (base64(decoded).replaceAll('+', '-').replaceAll('/', '_') === text.replaceAll('+', '-').replaceAll('/', '_'))
      return decoded;
    throw new DeserializeError('no');
  }),
  encoded('the padding of Base64 is optional', ['S19', 'S27'], (text) => {
    const decoded = Buffer.from(text, 'base64').toString();
    if (base64(decoded).replaceAll('=', '') === text.replace(/=+$/, '')) return decoded;
    throw new DeserializeError('no');
  }),
  json('a refusal leaves its marks', ['S32'], {
    serialize(value) {
      const { fault, object } = Object(value) as { fault?: unknown; object?: object };
      if (fault !== undefined || Array.isArray(object)) return serialize(value);
      for (const item of itemsOf(value)) {
        if (seen.has(item)) throw new SerializeError('$', 'seen before');
      }
      try {
        return serialize(value);
      } catch (error) {
        if (isObject(object)) seen.add(object);
        if (seen.size > 1000) seen = new Set();
        throw error;
      }
    },
  }),
  json('a pattern remembers where it was', ['S13'], {
    serialize(value) {
      if (typeof value === 'string' && pattern.test(value)) throw new SerializeError('$', 'a lone surrogate');
      return typeof value === 'string' ? serialize(value.replaceAll(/\p{Surrogate}/gu, '?')) : serialize(value);
    },
  }),
  json('the text of an object is remembered', ['S32'], {
    serialize(value) {
      const [item] = Array.isArray(value) ? (value as unknown[]) : [];
      const key = isObject(item) && Object.isExtensible(item) ? item : undefined;
      const text = (key && written.get(key)) ?? serialize(value);
      if (key) written.set(key, text);
      return text;
    },
  }),
  json('the text of a frozen object is remembered', ['S32'], {
    serialize(value) {
      if (!isObject(value) || !Object.isFrozen(value)) return serialize(value);
      const text = written.get(value) ?? serialize(value);
      written.set(value, text);
      return text;
    },
  }),
  json('arrays that are sealed and not frozen are refused', ['S15'], {
    serialize(value) {
      for (const item of itemsOf(value)) refuseSealed(item);
      return serialize(value);
    },
  }),
  json('objects that take no new properties are refused', ['S15'], {
    serialize(value) {
      if (itemsOf(value).some((item) => isObject(item) && !Object.isExtensible(item)))
        throw new SerializeError('$', 'not extensible');
      return serialize(value);
    },
  }),
  json('an object is checked only once', ['S32'], {
    serialize(value) {
      if (isObject(value) && checked.has(value)) return JSON.stringify(value);
      const text = serialize(value);
      if (isObject(value) && Object.isExtensible(value)) checked.add(value);
      return text;
    },
  }),
  json('what follows a refused text is refused', ['S32'], {
    deserialize(text) {
      const isAfter = isRefused;
      isRefused = text === '';
      if (isAfter) throw new DeserializeError('no');
      return deserialize(text);
    },
  }),
  json('calls are counted in the text', ['S16', 'S32'], {
    serialize: (value) => serialize(value) + ' '.repeat((seen.add({}), seen.size % 2)),
  }),
  {
    ...jsonSubject,
    name: 'dates are written in local time',
    keeps: ['Date'],
    breaks: ['S33'],
    serializer: new TaggedJson({
      encode(value) {
        const time = timeOf(value);
        if (time === undefined || Number.isNaN(time)) return undefined;
        const local = new Date(time - new Date(time).getTimezoneOffset() * 60_000);
        return { form: { $local: local.toISOString().slice(0, -1) } };
      },
      decode(form) {
        const { $local } = Object(form) as { $local?: unknown };
        return typeof $local === 'string' ? { value: new Date($local) } : undefined;
      },
    }),
  },
  table(
    'an instance of another class with the same name is kept',
    ['S10', 'S26'],
    class extends TableSerializer {
      override serialize(value: unknown): string {
        const isPoint = isObject(value) && Object.getPrototypeOf(value) !== null && value.constructor.name === 'Point';
        return super.serialize(isPoint ? { ...value } : value);
      }
    },
  ),
  table(
    'holes become undefined',
    ['S10', 'S26'],
    class extends TableSerializer {
      override serialize(value: unknown): string {
        const isShort = Array.isArray(value) && value.length < 10;
        return super.serialize(
          isShort && Object.keys(value).every((key) => key !== 'note') ? Array.from(value) : value,
        );
      }
    },
  ),
];

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function refuseSealed(value: unknown): void {
  if (!isObject(value)) return;
  if (Array.isArray(value) && Object.isSealed(value) && !Object.isFrozen(value))
    throw new SerializeError('$', 'a sealed array');
  for (const item of Object.values(value)) refuseSealed(item);
}
