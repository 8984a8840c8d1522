import { jsonSerializer } from '@sess/core';
import { json, table } from './broken-serializers.js';
import type { BrokenSerializer } from './laws-that-catch.js';
import { TableSerializer } from './table-serializer.js';

const { serialize, deserialize } = jsonSerializer;

type Changes = (item: unknown, key: string) => unknown;

/** Changes values on their way in; what is refused is refused as before. */
export function writing(name: string, breaks: readonly string[], change: Changes): BrokenSerializer {
  return json(name, breaks, {
    serialize: (value) => serialize(changed(JSON.parse(serialize(value)), change)),
  });
}

function changed(value: unknown, change: Changes, key = ''): unknown {
  const item = change(value, key);
  if (Array.isArray(item)) return item.map((part: unknown, at) => changed(part, change, String(at)));
  if (typeof item !== 'object' || item === null) return item;
  return Object.fromEntries(Object.entries(item).map(([name, part]) => [name, changed(part, change, name)]));
}

const isPlain = (item: unknown): item is Record<string, unknown> =>
  typeof item === 'object' && item !== null && !Array.isArray(item);

/** Changes the keys of objects; of two that become one, the last counts. */
function keys(name: string, breaks: readonly string[], change: (key: string) => string): BrokenSerializer {
  return writing(name, breaks, (item) =>
    isPlain(item) ? Object.fromEntries(Object.entries(item).map(([key, part]) => [change(key), part])) : item,
  );
}

/** Of keys that are alike, only the first is kept. */
function alike(name: string, breaks: readonly string[], nameOf: (key: string) => string): BrokenSerializer {
  return writing(name, breaks, (item) => {
    if (!isPlain(item)) return item;
    const seen = new Set<string>();
    return Object.fromEntries(Object.entries(item).filter(([key]) => seen.size < seen.add(nameOf(key)).size));
  });
}

function texts(name: string, breaks: readonly string[], change: (text: string) => unknown): BrokenSerializer {
  return writing(name, breaks, (item) => (typeof item === 'string' ? change(item) : item));
}

function numbers(name: string, change: (value: number) => unknown): BrokenSerializer {
  return writing(name, ['S25'], (item) => (typeof item === 'number' ? change(item) : item));
}

function first(count: number, name: string): BrokenSerializer {
  return writing(name, ['S31'], (item) =>
    isPlain(item) ? Object.fromEntries(Object.entries(item).slice(0, count)) : item,
  );
}

function sizeOf(name: string, limit: number): BrokenSerializer {
  return writing(name, ['S31'], (item) => (Array.isArray(item) && item.length > limit ? item.slice(0, limit) : item));
}

function dropping(...names: readonly string[]): Changes {
  return (item) =>
    isPlain(item) ? Object.fromEntries(Object.entries(item).filter(([key]) => !names.includes(key))) : item;
}

/** Values that something takes for others. */
export const brokenFidelity: readonly BrokenSerializer[] = [
  alike('keys that differ in case only become one', ['S25', 'S30'], (key) => key.toLowerCase()),
  alike('keys that differ in Unicode form only become one', ['S30'], (key) => key.normalize('NFC')),
  alike('keys that differ in compatible characters only become one', ['S30'], (key) => key.normalize('NFKC')),
  alike('keys that differ in the space around them only become one', ['S25', 'S30'], (key) => key.trim()),
  alike('keys that are equal as numbers become one', ['S30'], (key) =>
    key.trim() === '' ? key : String(Number(key) || key),
  ),
  alike('large keys that are equal as doubles become one', ['S30'], (key) =>
    /^\d{16,}$/.test(key) ? String(Number(key)) : key,
  ),
  alike('keys are compared for the current language', ['S30'], (key) => key.toLocaleUpperCase('tr')),
  keys('keys are decoded like a URL', ['S30'], (key) => key.replaceAll('%41', 'A')),
  keys('dots in keys make objects', ['S30'], (key) => key.replaceAll('.', '/')),
  keys('control characters are removed from keys', ['S30'], (key) => key.replaceAll(/\p{Cc}/gu, '')),
  keys('long keys are cut', ['S25', 'S31'], (key) => key.slice(0, 64)),
  keys('keys are cut at U+0000', ['S30'], (key) => key.split('\0')[0] ?? ''),
  writing('the empty key is dropped', ['S25', 'S30'], dropping('')),
  ...['toString', 'constructor', 'then', 'toJSON', 'hasOwnProperty', 'length', 'valueOf', 'prototype'].map((name) =>
    writing(`the key ${name} is dropped`, ['S30'], dropping(name)),
  ),
  writing('an object with the keys of an array becomes an array', ['S25', 'S30'], (item) => {
    const names = isPlain(item) ? Object.keys(item) : [];
    const isListed = names.length > 0 && names.every((key, at) => key === String(at));
    return isListed ? Object.values(item as object) : item;
  }),
  writing('an object with a length becomes an array', ['S30'], (item) =>
    isPlain(item) && Number.isInteger(item['length']) && (item['length'] as number) < 9
      ? Array.from({ ...item, length: item['length'] as number } as ArrayLike<unknown>, (part) => part ?? null)
      : item,
  ),
  writing('an array of pairs becomes an object', ['S25'], (item) =>
    Array.isArray(item) &&
    item.length > 0 &&
    item.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string')
      ? Object.fromEntries(item as [string, unknown][])
      : item,
  ),
  writing('an array of one becomes its item', ['S25'], (item) =>
    Array.isArray(item) && item.length === 1 && typeof item[0] === 'number' ? item[0] : item,
  ),
  writing('empty objects become null', ['S25'], (item) =>
    isPlain(item) && Object.keys(item).length === 0 ? null : item,
  ),
  writing('empty arrays become empty objects', ['S25'], (item) =>
    Array.isArray(item) && item.length === 0 ? {} : item,
  ),
  writing('properties that are null are dropped', ['S25'], (item) =>
    isPlain(item) ? Object.fromEntries(Object.entries(item).filter(([, part]) => part !== null)) : item,
  ),
  writing('nulls in arrays are dropped', ['S25'], (item) =>
    Array.isArray(item) ? item.filter((part) => part !== null) : item,
  ),
  writing('equal items of an array become one', ['S25'], (item) => (Array.isArray(item) ? [...new Set(item)] : item)),
  texts('texts of digits become numbers', ['S25', 'S30'], (text) =>
    /^[1-9]\d{0,14}$/.test(text) ? Number(text) : text,
  ),
  texts('texts are decoded like a form', ['S30'], (text) => text.replaceAll('+', ' ')),
  texts('percent signs in texts are decoded', ['S30'], (text) => text.replaceAll('%41', 'A')),
  texts('entities in texts are decoded', ['S30'], (text) => text.replaceAll('&amp;', '&')),
  texts('backslashes in texts are decoded', ['S30'], (text) => text.replaceAll('\\n', '\n')),
  texts('texts are normalized', ['S25', 'S30'], (text) => text.normalize('NFC')),
  texts('texts are trimmed', ['S25', 'S30'], (text) => text.trim()),
  texts('texts lose a BOM', ['S30'], (text) => text.replace(/^\ufeff/, '')),
  texts('texts are cut at U+0000', ['S25', 'S30'], (text) => text.split('\0')[0]),
  texts('control characters are removed from texts', ['S30'], (text) => text.replaceAll(/\p{Cc}/gu, '')),
  texts('line ends become one kind', ['S30'], (text) => text.replaceAll('\r\n', '\n')),
  texts('line separators become line ends', ['S30'], (text) => text.replaceAll('\u2028', '\n')),
  texts('non-characters are replaced', ['S30'], (text) => text.replaceAll(/[\ufdd0-\ufdef\ufffe\uffff]/g, '\ufffd')),
  texts('characters beyond 16 bits are replaced', ['S25', 'S30'], (text) =>
    text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '?'),
  ),
  texts('"null" becomes null', ['S30'], (text) => (text === 'null' ? null : text)),
  texts('the empty text becomes null', ['S25', 'S30'], (text) => (text === '' ? null : text)),
  texts('long texts are cut', ['S31'], (text) => text.slice(0, 32_768)),
  texts('texts of more than 255 characters are cut', ['S25', 'S31'], (text) => text.slice(0, 255)),
  numbers('numbers have fifteen digits', (value) => Number(value.toPrecision(15))),
  numbers('numbers have six decimals', (value) => (Math.abs(value) < 1e20 ? Number(value.toFixed(6)) || 0 : value)),
  numbers('numbers are single floats', (value) =>
    Number.isFinite(Math.fround(value)) ? Math.fround(value) || 0 : value,
  ),
  numbers('large integers lose their last digit', (value) =>
    Math.abs(value) > 2 ** 53 ? Math.round(value / 10) * 10 : value,
  ),
  numbers('integers have 32 bits', (value) => (Number.isInteger(value) ? value | 0 : value)),
  numbers('tiny numbers become 0', (value) => (Math.abs(value) < 1e-300 ? 0 : value)),
  numbers('large numbers become texts', (value) => (Math.abs(value) >= 1e21 ? String(value) : value)),
  numbers('negative fractions are rounded', (value) => (value < 0 && value > -1 ? -1 : value)),
  first(30, 'more than 30 keys are dropped'),
  first(100, 'more than 100 keys are dropped'),
  first(1000, 'more than 1,000 keys are dropped'),
  first(10_000, 'more than 10,000 keys are dropped'),
  sizeOf('more than 100 items are dropped', 100),
  sizeOf('more than 65,536 items are dropped', 65_536),
  json('numeric keys are sorted as texts', ['S7', 'S30'], {
    deserialize: (text) =>
      changed(deserialize(text), (item) =>
        isPlain(item) && Object.keys(item).length > 1 && '10' in item
          ? Object.fromEntries(Object.entries(item).toSorted(([one], [other]) => (one < other ? 1 : -1)))
          : item,
      ),
  }),
  table(
    'the key __proto__ of a nested object is dropped',
    ['S12'],
    class extends TableSerializer {
      override serialize(value: unknown): string {
        return super.serialize(Object.hasOwn(Object(value) as object, '__proto__') ? value : withoutProto(value));
      }
    },
  ),
  table(
    'two dates with one time become one',
    ['S25'],
    class extends TableSerializer {
      override deserialize(text: string): unknown {
        const value = super.deserialize(text);
        return oneDate(value, new Map());
      }
    },
  ),
  table(
    'a Map with keys that are all texts becomes an object',
    ['S3', 'S25'],
    class extends TableSerializer {
      override deserialize(text: string): unknown {
        const value = super.deserialize(text);
        const isNamed = value instanceof Map && [...value.keys()].every((key) => typeof key === 'string');
        return isNamed ? Object.fromEntries(value as Map<string, unknown>) : value;
      }
    },
  ),
  table(
    'a Set of equal objects has one of them',
    ['S25'],
    class extends TableSerializer {
      override serialize(value: unknown): string {
        return super.serialize(value instanceof Set && value.size > 1 ? fewer(value) : value);
      }
    },
  ),
];

/** Drops the key from plain objects in plain objects, where nothing else is. */
function withoutProto(value: unknown): unknown {
  if (!isPlain(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  for (const key of Object.keys(value)) {
    const inner = Object.getOwnPropertyDescriptor(value, key)?.value as unknown;
    if (isPlain(inner) && Object.hasOwn(inner, '__proto__')) {
      const { ['__proto__']: _, ...others } = Object.getOwnPropertyDescriptors(inner);
      return { ...value, [key]: Object.defineProperties({}, others) };
    }
  }
  return value;
}

function oneDate(value: unknown, dates: Map<number, Date>): unknown {
  if (value instanceof Date) {
    const known = dates.get(value.getTime()) ?? value;
    dates.set(value.getTime(), known);
    return known;
  }
  return Array.isArray(value) ? value.map((item: unknown) => oneDate(item, dates)) : value;
}

function fewer(value: Set<unknown>): Set<unknown> {
  const [one, two] = [...value].map((item) =>
    isPlain(item) || Array.isArray(item) ? JSON.stringify(item) : Symbol('x'),
  );
  return one === two ? new Set([[...value][0]]) : value;
}
