import { jsonSerializer, SerializeError, type Serializer } from '@sess/core';
import type { SerializerSubject } from '../../src/index.js';
import type { BrokenSerializer } from './laws-that-catch.js';
import { jsonSubject, tableSubject } from './sound-subjects.js';
import { TableSerializer } from './table-serializer.js';

type Parts = Partial<Serializer> & Pick<Partial<SerializerSubject>, 'keeps' | 'hostile'>;

const { serialize, deserialize } = jsonSerializer;

/** The JSON serializer with some parts replaced. */
export function json(
  name: string,
  breaks: readonly string[],
  { keeps = [], hostile = [], ...parts }: Parts,
): BrokenSerializer {
  return { ...jsonSubject, keeps, hostile, name, breaks, serializer: { ...jsonSerializer, ...parts } };
}

/** A variant of the serializer that keeps many kinds. */
export function table(name: string, breaks: readonly string[], type: typeof TableSerializer): BrokenSerializer {
  return { ...tableSubject, name, breaks, serializer: new type() };
}

/** Returns the items of an array without its holes: a law has one of billions. */
export function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? Object.values(value as unknown[]) : [];
}

const plainly = (value: unknown): string => JSON.stringify(value) ?? 'null';

let writes = 0;

/** Mistakes in writing. */
export const brokenAtWriting: readonly BrokenSerializer[] = [
  json('the name is not a word', ['S1'], { name: 'JSON 5' }),
  json('a Date becomes a string', ['S3', 'S9'], { serialize: plainly, keeps: ['Date'] }),
  json('undefined is dropped', ['S3'], { serialize: plainly, keeps: ['undefined'] }),
  json('NaN becomes null', ['S3'], { serialize: plainly, keeps: ['NaN'] }),
  json('-0 becomes 0', ['S3'], { serialize: plainly, keeps: ['-0'] }),
  json('a Map becomes {}', ['S3'], { serialize: plainly, keeps: ['Map'] }),
  json('unknown values are dropped', ['S9', 'S10', 'S11'], { serialize: plainly }),
  json('a cycle is an error of the engine', ['S5'], {
    serialize: (value) => (isCyclic(value) ? plainly(value) : serialize(value)),
  }),
  json('depth overflows the stack', ['S14'], {
    serialize(value) {
      descend(value);
      return serialize(value);
    },
  }),
  json('fifty containers are too many', ['S14'], {
    serialize(value) {
      if (depthOf(value) > 50) throw new SerializeError('$', 'too deep');
      return serialize(value);
    },
  }),
  json('a refusal has no path', ['S9', 'S10'], { serialize: refusing(() => '$') }),
  json('a refusal has a path of another form', ['S9', 'S10'], {
    serialize: refusing((path) => path.replaceAll(/\[(\d+)\]/g, '.$1')),
  }),
  json('a refusal names the parent', ['S9', 'S5'], {
    serialize: refusing((path) => path.replace(/(\.\w+|\[[^[]*\])$/, '')),
  }),
  json('a refusal quotes the value', ['S24'], {
    serialize(value) {
      try {
        return serialize(value);
      } catch (error) {
        throw new SerializeError((error as SerializeError).path, 'no', { cause: { value } });
      }
    },
  }),
  json('accessors are run', ['S11'], { serialize: (value) => serialize(copied(value)) }),
  json('toJSON is run', ['S11'], {
    serialize: (value) =>
      serialize(typeof (value as { toJSON?: unknown })?.toJSON === 'function' ? toJson(value) : value),
  }),
  json('__proto__ is dropped', ['S12'], { serialize: (value) => serialize(withoutProto(value)) }),
  json('lone surrogates are replaced in strings', ['S13'], {
    serialize: (value) => serialize(typeof value === 'string' ? value.replaceAll(/\p{Surrogate}/gu, '\ufffd') : value),
  }),
  json('keys are sorted', ['S7'], { serialize: (value) => sorted(serialize(value)) }),
  json('the value is reversed in place', ['S15'], {
    serialize(value) {
      if (Array.isArray(value) && value.length < 100 && !Object.isFrozen(value)) value.reverse();
      return serialize(value);
    },
  }),
  json('objects are marked while they are written', ['S15'], {
    serialize(value) {
      const text = serialize(value);
      if (Array.isArray(value)) Object.defineProperty(value, 'id', { value: 1, configurable: true });
      return text;
    },
  }),
  json('each text is different', ['S16'], {
    serialize: (value) => serialize(value) + ' '.repeat(++writes % 2),
  }),
  json('U+0000 is not escaped', ['S17'], {
    serialize: (value) => serialize(value).replaceAll('\\u0000', '\0'),
    deserialize: (text) => deserialize(text.replaceAll('\0', '\\u0000')),
  }),
  table(
    'one object in two places becomes two',
    ['S4'],
    class extends TableSerializer {
      override serialize(value: unknown): string {
        const text = super.serialize(value);
        return text.includes('"again"') ? super.serialize(structuredClone(JSON.parse(JSON.stringify(value)))) : text;
      }
    },
  ),
  table(
    'a Date, a Map and a Set lose their own properties',
    ['S10'],
    class extends TableSerializer {
      override check(value: unknown, path: string, seen: Set<unknown>, depth: number): void {
        const isMarked = value instanceof Date && 'note' in value;
        super.check(isMarked ? new Date(value) : value, path, seen, depth);
      }
    },
  ),
];

function isCyclic(value: unknown): boolean {
  try {
    serialize(value);
    return false;
  } catch (error) {
    return (error as Error).message.includes('cycle');
  }
}

function depthOf(value: unknown): number {
  let depth = 0;
  for (let inner = value; typeof inner === 'object' && inner !== null; depth++) {
    // The object contains itself.
    if (depth > 1e6) return 0;
    inner = Object.getOwnPropertyDescriptor(inner, Object.keys(inner)[0] ?? '')?.value;
  }
  return depth;
}

/** Descends through the first property of every object. */
function descend(value: unknown, seen = new Set<unknown>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  descend(Object.getOwnPropertyDescriptor(value, Object.keys(value)[0] ?? '')?.value, seen.add(value));
}

function refusing(change: (path: string) => string): (value: unknown) => string {
  return (value) => {
    try {
      return serialize(value);
    } catch (error) {
      throw new SerializeError(change((error as SerializeError).path), 'no');
    }
  };
}

function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return depthOf(value) > 100 ? value : { ...value };
}

function toJson(value: unknown): unknown {
  return JSON.parse(plainly(value));
}

function withoutProto(value: unknown): unknown {
  const isMarked = typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__');
  return isMarked ? {} : value;
}

function sorted(text: string): string {
  const sort = (_: string, item: unknown): unknown =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : item;
  return JSON.stringify(JSON.parse(text), sort);
}
