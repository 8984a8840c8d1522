/** What BSON has for a JSON value, in bytes beside the values themselves: a type, the end of a name, the end of a document. */
const bytesOfField = 2;
const bytesOfDocument = 5;
/** Half of what servers take: the record and the commands around it have levels too. */
const mostLevels = 50;
/** A document ends at 16 MiB, and numbers take more room in BSON than as digits. */
const mostBytes = 15 * 1024 * 1024;

/**
 * The payload as a document, where MongoDB gives back the very same text for it, through `JSON.stringify`; else `undefined`, and
 * it is kept as text.
 *
 * Not the same come back: keys twice, spaces, other escapes, `-0` and `1.0`, more digits than a double has, keys like integers that
 * stand behind others (JavaScript puts them first). Refused or read as something else by BSON or by queries: keys with `.`, `$`
 * or U+0000, empty ones, `__proto__`, `_bsontype`; a lone surrogate has no UTF-8.
 */
export function documentOf(payload: string): object | undefined {
  if (!payload.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  // First: it looks at each level, and what is nested too deeply for it would be for `JSON.stringify` too.
  if (!(bsonBytes(value, 0) <= mostBytes)) return undefined;
  return JSON.stringify(value) === payload ? (value as object) : undefined;
}

/** The payload that was kept, either way. */
export function payloadOf(stored: unknown): string {
  return typeof stored === 'string' ? stored : JSON.stringify(stored);
}

/** At most how many bytes it takes; `NaN` when it is no value that comes back as it is. */
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
