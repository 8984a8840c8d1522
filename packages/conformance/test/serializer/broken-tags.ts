import { DeserializeError, jsonSerializer } from '@sess/core';
import type { KeptKind } from '../../src/index.js';
import type { BrokenSerializer } from './laws-that-catch.js';
import { jsonSubject, tableSubject } from './sound-subjects.js';
import { TableSerializer } from './table-serializer.js';
import { escapedKeeps, escapedTags, TaggedJson, type Tags, timeOf } from './tagged-json.js';

type Form = { readonly form: unknown } | undefined;

interface Kind {
  readonly keeps: readonly KeptKind[];
  /** Returns the content that is stored of a value of the kind, or undefined for other values. */
  contentOf(value: unknown): string | undefined;
  revive(content: unknown): { readonly value: unknown } | undefined;
}

const dates: Kind = {
  keeps: ['Date'],
  contentOf(value) {
    const time = timeOf(value);
    return time === undefined || Number.isNaN(time) ? undefined : new Date(time).toISOString();
  },
  revive(content) {
    const value = new Date(typeof content === 'string' ? content : NaN);
    return !Number.isNaN(value.getTime()) && value.toISOString() === content ? { value } : undefined;
  },
};

const bigints: Kind = {
  keeps: ['bigint'],
  contentOf: (value) => (typeof value === 'bigint' ? String(value) : undefined),
  revive: (content) =>
    typeof content === 'string' && /^(?:0|-?[1-9]\d*)$/.test(content) ? { value: BigInt(content) } : undefined,
};

const nothing: Kind = {
  keeps: ['undefined'],
  contentOf: (value) => (value === undefined ? 'undefined' : undefined),
  revive: (content) => (content === 'undefined' ? { value: undefined } : undefined),
};

const notANumber: Kind = {
  keeps: ['NaN'],
  contentOf: (value) => (Number.isNaN(value) ? 'NaN' : undefined),
  revive: (content) => (content === 'NaN' ? { value: NaN } : undefined),
};

/** A serializer that keeps one more kind in a form that a plain value can have too. */
function confusing(
  what: string,
  kind: Kind,
  write: (content: string) => unknown,
  read: (form: unknown) => unknown,
  { breaks = ['S25', 'S29'], ...others }: Partial<Tags> & { readonly breaks?: readonly string[] } = {},
): BrokenSerializer {
  const tags: Tags = {
    encode(value): Form {
      const content = kind.contentOf(value);
      return content === undefined ? undefined : { form: write(content) };
    },
    decode(form) {
      const content = read(form);
      return content === undefined ? undefined : kind.revive(content);
    },
    ...others,
  };
  const { keeps } = kind;
  return {
    ...jsonSubject,
    name: `plain values are read as tagged: ${what}`,
    breaks,
    keeps,
    serializer: new TaggedJson(tags),
  };
}

/** An object with a tag, with or without further keys. */
function inObject(kind: Kind, tag: string, name: string, key: string, isLax = false): BrokenSerializer {
  const what = `{ ${tag}: ${name}, ${key} }${isLax ? ' and more' : ''}`;
  return confusing(
    what,
    kind,
    (content) => ({ [tag]: name, [key]: content }),
    (form) => {
      const object = Object(form) as Record<string, unknown>;
      return object[tag] === name && (isLax || Object.keys(object).length === 2) ? object[key] : undefined;
    },
  );
}

function underKey(kind: Kind, key: string): BrokenSerializer {
  return confusing(
    `{ ${key} }`,
    kind,
    (content) => ({ [key]: content }),
    (form) => {
      const object = Object(form) as Record<string, unknown>;
      return Object.keys(object).length === 1 ? object[key] : undefined;
    },
  );
}

function inList(kind: Kind, name: string): BrokenSerializer {
  return confusing(
    `[${name}, …]`,
    kind,
    (content) => [name, content],
    (form) => (Array.isArray(form) && form.length === 2 && form[0] === name ? form[1] : undefined),
  );
}

function inText(kind: Kind, before: string, after = ''): BrokenSerializer {
  return confusing(
    `"${before}…${after}"`.replaceAll('\0', '\\0'),
    kind,
    (content) => before + content + after,
    (form) =>
      typeof form === 'string' && form.startsWith(before) && form.endsWith(after)
        ? form.slice(before.length, form.length - after.length)
        : undefined,
  );
}

const { escape = (object) => object, unescape = (object) => object } = escapedTags;

/** Tags whose escape is not complete. */
function halfEscaped(what: string, tags: Partial<Tags>): BrokenSerializer {
  const serializer = new TaggedJson({ ...escapedTags, ...tags });
  return {
    ...jsonSubject,
    name: `tags are escaped only ${what}`,
    breaks: ['S25', 'S29'],
    keeps: escapedKeeps,
    serializer,
  };
}

const keyOf = (object: Readonly<Record<string, unknown>>) => Object.keys(object)[0] ?? '';

/** Each text that it writes has types beside the value, where plain values may have them too. */
class BesideTypes extends TaggedJson {
  override serialize(value: unknown): string {
    const times: string[] = [];
    const tags: Tags = {
      encode(item) {
        const content = dates.contentOf(item);
        return content === undefined ? undefined : (times.push(content), { form: content });
      },
      decode: () => undefined,
    };
    const json = JSON.parse(new TaggedJson(tags).serialize(value)) as unknown;
    return times.length === 0 ? JSON.stringify(json) : JSON.stringify({ json, meta: { dates: times } });
  }

  override deserialize(text: string): unknown {
    const value = jsonSerializer.deserialize(text);
    const { json, meta } = Object(value) as { json?: unknown; meta?: { dates?: unknown } };
    if (!Array.isArray(meta?.dates) || Object.keys(value as object).length !== 2) return value;
    const times: readonly unknown[] = meta.dates;
    const revive = (_: string, item: unknown) => (times.includes(item) ? new Date(String(item)) : item);
    const revived = JSON.parse(JSON.stringify(json), revive) as unknown;
    if (this.serialize(revived) !== text) throw new DeserializeError('another form');
    return revived;
  }
}

/** Takes a plain value with the keys of a node for a node. */
class PlainNodes extends TableSerializer {
  override encode(value: unknown): string {
    return isNode(value) ? JSON.stringify(value) : super.encode(value);
  }
}

function isNode(value: unknown): boolean {
  return Object.keys(Object(value) as object).join(',') === 'root,nodes';
}

/** Forms of one serializer that a plain value of the application can have, too. */
export const brokenTags: readonly BrokenSerializer[] = [
  ...['$type', '__type', '@type', '_t', 't', '$class', 'kind'].map((tag) => inObject(dates, tag, 'Date', 'value')),
  inObject(dates, '__typename', 'Date', 'iso'),
  inObject(dates, 'type', 'date', 'v', true),
  inObject(bigints, '$t', 'n', 'v'),
  inObject(nothing, 'dataType', 'undefined', 'value', true),
  inObject(notANumber, '$kind', 'number', 'is'),
  ...['$date', '__date', '#date', 'Date', '~d', '@'].map((key) => underKey(dates, key)),
  underKey(bigints, '$bigint'),
  underKey(bigints, 'n'),
  underKey(nothing, '$undefined'),
  underKey(nothing, '_'),
  ...['Date', '$date', 'd', '~#date', '@'].map((name) => inList(dates, name)),
  inList(bigints, 'BigInt'),
  inList(nothing, ''),
  inText(dates, ''),
  inText(dates, 'Date(', ')'),
  inText(dates, '/Date(', ')/'),
  inText(dates, '@'),
  inText(dates, '\0'),
  inText(dates, '$D'),
  inText(dates, 'date:'),
  inText(bigints, '', 'n'),
  inText(bigints, '#'),
  inText(bigints, 'bigint:'),
  inText(nothing, '__', '__'),
  inText(nothing, ''),
  inText(nothing, '\u0001'),
  inText(notANumber, ''),
  halfEscaped('once', {
    escape: (object) => (keyOf(object).startsWith('$$') ? object : escape(object)),
    unescape: (object) =>
      Object.keys(object).length === 1 && /^\$\$?(?!\$)/.test(keyOf(object)) ? unescape(object) : object,
  }),
  halfEscaped('for one tag', {
    escape: (object) => (keyOf(object) === '$date' ? escape(object) : object),
    unescape: (object) => (keyOf(object) === '$$date' ? unescape(object) : object),
  }),
  halfEscaped('if their content fits', {
    escape: (object) => (typeof object['$date'] === 'number' ? escape(object) : object),
    unescape: (object) => (typeof object['$$date'] === 'number' ? unescape(object) : object),
  }),
  {
    ...jsonSubject,
    name: 'plain values are read as tagged: types beside the value',
    breaks: ['S25', 'S29'],
    keeps: ['Date'],
    serializer: new BesideTypes({ encode: () => undefined, decode: () => undefined }),
  },
  {
    ...tableSubject,
    name: 'a plain value in the form of its own text is written as it is',
    breaks: ['S25', 'S29'],
    serializer: new PlainNodes(),
  },
];
