/** What keeps a value from coming back from JSON as it went in, and the path to it from the value, `''` for itself. */
export interface JsonFault {
  readonly path: string;
  readonly reason: string;
}

/** An application's hundred, and room for the envelope that core puts around them. */
const maxDepth = 128;

const loneSurrogate = /\p{Surrogate}/u;

/** ECMAScript's source text access for JSON, newer than the type library: an object that is written as another text. */
interface RawJson {
  readonly isRawJSON?: (value: unknown) => boolean;
}

/**
 * Finds the first thing in the value that JSON would change, drop or call; `undefined` when there is none.
 *
 * Nothing is built for a path until there is a fault: it is put together on the way out.
 */
export function findFault(value: unknown, ancestors: object[] = []): JsonFault | undefined {
  const fault = (reason: string, path = ''): JsonFault => ({ path, reason });
  if (typeof value === 'string') return loneSurrogate.test(value) ? fault('a lone surrogate') : undefined;
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return fault('-0');
    return Number.isFinite(value) ? undefined : fault(`${value}`);
  }
  if (typeof value === 'boolean' || value === null) return undefined;
  if (typeof value !== 'object') return fault(typeof value);
  if (ancestors.includes(value)) return fault('a cycle');
  if (ancestors.length >= maxDepth) return fault(`nested deeper than ${maxDepth}`);

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
    const property = Object.getOwnPropertyDescriptor(value, key)!;
    const found =
      key === '__proto__' || loneSurrogate.test(key)
        ? fault('a key that is not kept')
        : property.enumerable && 'value' in property
          ? findFault(property.value, ancestors)
          : fault('a hidden property or an accessor');
    if (found) {
      const step = isArray ? `[${key}]` : /^[a-z_$][\w$]*$/i.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
      return fault(found.reason, step + found.path);
    }
  }
  ancestors.pop();
  const rewrites = typeof (value as { toJSON?: unknown }).toJSON === 'function' || (JSON as RawJson).isRawJSON?.(value);
  return rewrites ? fault('what toJSON or rawJSON rewrites') : undefined;
}
