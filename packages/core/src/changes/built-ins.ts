/**
 * Returns what a Map, a Set or a Date holds: the keys and values of a Map in turn, the time of a Date. Returns
 * `undefined` for any other object.
 */
export function contentOf(value: object): readonly unknown[] | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isKnown = prototype === Map.prototype || prototype === Set.prototype || prototype === Date.prototype;
  if (!isKnown || Reflect.ownKeys(value).length > 0) return undefined;
  try {
    if (prototype === Date.prototype) return [(value as Date).getTime()];
    if (prototype === Set.prototype) return [...(value as Set<unknown>)];
    const content: unknown[] = [];
    for (const [key, item] of value as Map<unknown, unknown>) content.push(key, item);
    return content;
  } catch {
    // It only inherits from such an object.
    return undefined;
  }
}

/** Returns a new object of the same kind as another one, a Map, a Set or a Date. */
export function create(like: object, content: readonly unknown[]): object {
  const created = like instanceof Date ? new Date(0) : like instanceof Set ? new Set() : new Map();
  fill(created, content);
  return created;
}

/** Replaces what a Map, a Set or a Date holds. */
export function fill(object: object, content: readonly unknown[]): void {
  if (object instanceof Date) object.setTime(content[0] as number);
  else if (object instanceof Set) {
    object.clear();
    for (const item of content) object.add(item);
  } else if (object instanceof Map) {
    object.clear();
    for (let at = 0; at < content.length; at += 2) object.set(content[at], content[at + 1]);
  }
}
