/** The data of a session by its keys. `cookie` has the settings of the cookie. */
export type PlainData = Readonly<Record<string, unknown>>;

/** Returns the own enumerable properties of a session object without `cookie`. One that is undefined is absent. */
export function dataIn(session: object): Record<string, unknown> {
  const entries = Object.entries(session).filter(([name, value]) => name !== 'cookie' && value !== undefined);
  return Object.fromEntries(entries);
}

/** Returns the names that are in an object now, also those of its methods. */
export function namesIn(session: object): ReadonlySet<PropertyKey> {
  const names = new Set<PropertyKey>();
  for (let at: unknown = session; at; at = Object.getPrototypeOf(at))
    for (const name of Reflect.ownKeys(at)) names.add(name);
  return names;
}

/** Whether this is an object of an object literal, or of JSON. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
