/**
 * What BSON adds to the values of a JSON text, in bytes: a type and the end of a name, and the length and end of a
 * document.
 */
const bytesOfField = 2;
const bytesOfDocument = 5;
/** Half of what servers accept: the record and the command around it have levels too. */
const mostLevels = 50;
/** A document has at most 16 MiB, and numbers take more room in BSON than as digits. */
const mostBytes = 15 * 1024 * 1024;

/**
 * Returns the payload as a document if `JSON.stringify` makes exactly the same text of what MongoDB returns for it;
 * else `undefined`, and it is kept as text.
 *
 * What would come back changed: keys that occur twice, spaces, other escapes, `-0` and `1.0`, more digits than a double
 * has, keys like integers after other keys (JavaScript puts them first). What BSON or queries refuse or read as
 * something else: keys with `.`, `$` or U+0000, empty ones, `__proto__`, `_bsontype`, and a lone surrogate, which has
 * no UTF-8.
 */
export function documentOf(payload: string): object | undefined {
  if (!payload.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  // First, because it bounds the depth: `JSON.stringify` would overflow the stack on a value that is nested too deeply.
  if (!(bsonBytes(value, 0) <= mostBytes)) return undefined;
  return JSON.stringify(value) === payload ? (value as object) : undefined;
}

/** Returns the payload, whichever way it was kept. */
export function payloadOf(stored: unknown): string {
  return typeof stored === 'string' ? stored : JSON.stringify(stored);
}

/** Returns an upper bound of the bytes it takes; `NaN` when it would come back changed. */
function bsonBytes(value: unknown, level: number): number {
  if (typeof value === 'string') return isWellFormed(value) ? value.length * 3 + bytesOfDocument : Number.NaN;
  if (typeof value !== 'object' || value === null) return 8;
  if (level >= mostLevels) return Number.NaN;
  let bytes = bytesOfDocument;
  for (const [key, item] of Object.entries(value)) {
    if (!isPlainKey(key)) return Number.NaN;
    bytes += bytesOfField + key.length * 3 + bsonBytes(item, level + 1);
  }
  return bytes;
}

function isPlainKey(key: string): boolean {
  return !/^$|[.$\0]|^__proto__$|^_bsontype$/.test(key) && isWellFormed(key);
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
