import { DeserializeError, jsonSerializer } from '@sess/core';
import { json, table } from './broken-serializers.js';
import type { BrokenSerializer } from './laws-that-catch.js';
import { Point, TableSerializer } from './table-serializer.js';

const { deserialize } = jsonSerializer;

/** Evaluates the text as code, and hides errors. */
function evaluate(text: string): unknown {
  try {
    // oxlint-disable-next-line eslint/no-eval -- This is the mistake that the exhibit shows.
    return (0, eval)(`(${text})`) as unknown;
  } catch {
    throw new DeserializeError('no');
  }
}

function revived(text: string, revive: (item: unknown) => unknown): unknown {
  return JSON.parse(JSON.stringify(deserialize(text)), (_, item: unknown) => revive(item)) as unknown;
}

const remembered = new Map<string, unknown>();

/** Mistakes in reading. */
export const brokenAtReading: readonly BrokenSerializer[] = [
  json('strings that look like a date are revived', ['S2'], {
    deserialize: (text) =>
      revived(text, (item) => (typeof item === 'string' && /^\d{4}-\d\d-\d\dT/.test(item) ? new Date(item) : item)),
  }),
  json('large numbers are cut to 32 bits', ['S2'], {
    deserialize: (text) => revived(text, (item) => (item === 2 ** 53 ? item | 0 : item)),
  }),
  json('a value that was read before is returned again', ['S8'], {
    deserialize(text) {
      const value = remembered.get(text) ?? deserialize(text);
      remembered.set(text, value);
      return value;
    },
  }),
  json('the text is evaluated', ['S20'], { deserialize: evaluate }),
  json('functions are revived', ['S20'], {
    deserialize: (text) =>
      revived(text, (item) => (typeof item === 'string' && item.startsWith('_$$ND_FUNC$$_') ? () => item : item)),
  }),
  json('__proto__ is assigned', ['S21'], { deserialize: (text) => assigned(parse(text)) }),
  json('a value that was read is merged into an object', ['S21'], { deserialize: (text) => merged({}, parse(text)) }),
  json('a length is trusted', ['S22'], {
    deserialize(text) {
      const value = deserialize(text);
      const { length } = (value ?? {}) as { length?: unknown };
      const isLength = typeof length === 'number' && length > 3 && Number.isInteger(length);
      return isLength && length < 2 ** 32 ? Object.assign([], { length }) : value;
    },
  }),
  json('depth overflows the stack while reading', ['S22'], {
    deserialize: (text) => deeply(text) ?? deserialize(text),
  }),
  json('invalid JSON is an error of the engine', ['S18', 'S19'], {
    deserialize: (text) => JSON.parse(text) as unknown,
  }),
  json('a cut text is completed', ['S18'], {
    deserialize: (text) => deserialize(/^[{[]/.test(text) && !closes(text) ? completed(text) : text),
  }),
  json('a value that it does not keep is created', ['S18'], { deserialize: (text) => parse(text, true) }),
  json('other JSON of the same value is accepted', ['S19'], {
    deserialize: (text) => deserialize(JSON.stringify(parse(text))),
  }),
  json('surrounding spaces are accepted', ['S19'], { deserialize: (text) => deserialize(text.trim()) }),
  json('numbers in another form are accepted', ['S19'], {
    deserialize: (text) => deserialize(text.replaceAll(/(?<=[[,:]\d+)\.0(?=[\],}])/g, '')),
  }),
  json('the last of two keys counts', ['S19'], {
    deserialize: (text) => deserialize(text.replace(/(?<=\{)("[^"\\]*":)0,(?=\1)/, '')),
  }),
  json('hostile payloads are accepted', ['S23'], { hostile: ['{"$type":"Function"}'] }),
  json('an error has the payload in its cause', ['S24'], {
    deserialize(text) {
      try {
        return JSON.parse(text) as unknown;
      } catch (cause) {
        throw new DeserializeError('no', { cause });
      }
    },
  }),
  table(
    'instances come back as plain objects',
    ['S6'],
    class extends TableSerializer {
      override deserialize(text: string): unknown {
        return flattened(super.deserialize(text));
      }
    },
  ),
  table(
    'an object that contains itself is cut',
    ['S5'],
    class extends TableSerializer {
      override deserialize(text: string): unknown {
        const value = super.deserialize(text);
        const { object } = (value ?? {}) as { object?: { deep?: unknown } };
        if (typeof object === 'object' && object && 'deep' in object) object.deep = null;
        return value;
      }
    },
  ),
  table(
    'a changed text is an error of the engine',
    ['S19'],
    class extends TableSerializer {
      override deserialize(text: string): unknown {
        const value = this.decode(text);
        return this.serialize(value) === text ? value : super.deserialize(text);
      }
    },
  ),
  table(
    'an instance of a subclass is kept as one of the class',
    ['S10'],
    class extends TableSerializer {
      override serialize(value: unknown): string {
        return super.serialize(value instanceof Point ? new Point(value.x) : value);
      }
    },
  ),
];

function parse(text: string, isLax = false): unknown {
  try {
    return isLax && text === 'NaN' ? NaN : (JSON.parse(text) as unknown);
  } catch {
    throw new DeserializeError('no');
  }
}

function assigned(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) result[key] = assigned(item);
  return result;
}

/** Merges like libraries with prototype pollution, into properties that may be inherited. */
function merged(target: Record<string, unknown>, source: unknown): unknown {
  if (typeof source !== 'object' || source === null || Array.isArray(source)) return source;
  for (const [key, item] of Object.entries(source) as [string, unknown][]) {
    const there = target[key];
    const isMergeable = typeof item === 'object' && item !== null && typeof there === 'object' && there !== null;
    target[key] = isMergeable ? merged(there as Record<string, unknown>, item) : merged({}, item);
  }
  return target;
}

function deeply(text: string): undefined {
  if (/^\[{2000}/.test(text)) deeply(text.slice(1));
}

function closes(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Completes a text like tools that repair JSON. */
function completed(text: string): string {
  const open = [...text].filter((character) => '{['.includes(character)).length;
  const closed = [...text].filter((character) => '}]'.includes(character)).length;
  const tail = text.includes('{') ? '}' : ']';
  return text + tail.repeat(Math.max(0, open - closed));
}

function flattened(value: unknown): unknown {
  if (value instanceof Point) return { x: value.x };
  return Array.isArray(value) ? value.map(flattened) : value;
}
