/** What keeps a value from coming back from JSON as it went in, and the path to it from the value, `''` for itself. */
export interface JsonFault {
  readonly path: string;
  readonly reason: string;
}

/** An application's hundred, and room for the envelope that core puts around them. */
const maxDepth = 128;

/**
 * What is written for one value, roughly: far more than any session has. What stands in many places is written as often, and a
 * kilobyte of another serializer that keeps it once can say more than there is memory for.
 */
const maxWritten = 2 ** 26;

const tooMuch = 'so much: what stands in several places counts in each';

/** From here on it is remembered what was looked at already. Most values end before, and cost nothing for it. */
const manySteps = 50_000;

const loneSurrogate = /\p{Surrogate}/u;

interface Walk {
  readonly ancestors: object[];
  steps: number;
  written: number;
  /** Containers without fault, with how deep they stood and what is written for them. */
  readonly sound: Map<object, { readonly depth: number; readonly written: number }>;
}

/** ECMAScript's source text access for JSON, newer than the type library: an object that is written as another text. */
interface RawJson {
  readonly isRawJSON?: (value: unknown) => boolean;
}

/**
 * Finds the first thing in the value that JSON would change, drop or call; `undefined` when there is none.
 *
 * Nothing is built for a path until there is a fault: it is put together on the way out.
 */
export function findFault(value: unknown): JsonFault | undefined {
  return faultIn(value, { ancestors: [], steps: 0, written: 0, sound: new Map() });
}

const fault = (reason: string, path = ''): JsonFault => ({ path, reason });

function faultIn(value: unknown, walk: Walk): JsonFault | undefined {
  const { ancestors, sound } = walk;
  const before = walk.written;
  walk.steps++;
  walk.written += typeof value === 'string' ? 8 + value.length : 8;
  if (walk.written > maxWritten) return fault(tooMuch);
  if (typeof value === 'string') return loneSurrogate.test(value) ? fault('a lone surrogate') : undefined;
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return fault('-0');
    return Number.isFinite(value) ? undefined : fault(`${value}`);
  }
  if (typeof value === 'boolean' || value === null) return undefined;
  if (typeof value !== 'object') return fault(typeof value);
  if (ancestors.includes(value)) return fault('a cycle');
  if (ancestors.length >= maxDepth) return fault(`nested deeper than ${maxDepth}`);
  const known = sound.get(value);
  if (known && ancestors.length <= known.depth) {
    walk.written = before + known.written;
    return walk.written > maxWritten ? fault(tooMuch) : undefined;
  }

  const isArray = Array.isArray(value);
  const prototype = Reflect.getPrototypeOf(value);
  // Of any realm: the prototype of arrays is an array, that of plain objects has isPrototypeOf itself; of no class either.
  if (isArray ? !Array.isArray(prototype) : prototype && !Object.hasOwn(prototype, 'isPrototypeOf')) {
    return fault(`an instance of ${prototype?.constructor?.name}`);
  }
  const keys = Reflect.ownKeys(value);
  // Indexes come first, then `length`, then what does not belong into an array (ECMA-262, OrdinaryOwnPropertyKeys).
  if (isArray && (keys.pop() !== 'length' || keys.length !== value.length))
    return fault('an array with holes or properties');

  ancestors.push(value);
  for (const key of keys) {
    if (typeof key === 'symbol') return fault('a symbol as key');
    walk.written += key.length;
    const property = Object.getOwnPropertyDescriptor(value, key)!;
    const found =
      key === '__proto__' || loneSurrogate.test(key)
        ? fault('a key that is not kept')
        : property.enumerable && 'value' in property
          ? faultIn(property.value, walk)
          : fault('a hidden property or an accessor');
    if (found) {
      const step = isArray ? `[${key}]` : /^[a-z_$][\w$]*$/i.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
      return fault(found.reason, step + found.path);
    }
  }
  ancestors.pop();
  const rewrites = typeof (value as { toJSON?: unknown }).toJSON === 'function' || (JSON as RawJson).isRawJSON?.(value);
  if (rewrites) return fault('what toJSON or rawJSON rewrites');
  if (walk.steps > manySteps) sound.set(value, { depth: ancestors.length, written: walk.written - before });
  return undefined;
}
