/** Every object that can be reached through properties, maps and sets. Without recursion: a hostile text may say a deep value. */
export function objectsIn(value: unknown): Set<object> {
  const found = new Set<object>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null || found.has(next)) continue;
    found.add(next);
    for (const item of valuesOf(next)) waiting.push(item);
  }
  return found;
}

/** What stands directly in an object. */
export function* valuesOf(object: object): Iterable<unknown> {
  if (ArrayBuffer.isView(object)) return;
  yield* Object.values(object) as unknown[];
  if (object instanceof Map) for (const entry of object as Map<unknown, unknown>) yield* entry;
  if (object instanceof Set) yield* object as Set<unknown>;
}
