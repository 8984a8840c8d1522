/** One step of a path into an object, in the form of core's: `.name`, `["a b"]`. */
export function propertyStep(key: string): string {
  return /^[a-z_$][\w$]*$/i.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** The step to a map's value: `.get("sku")`; by its place where the key is an object or a symbol: `.values()[3]`. */
export function mapStep(key: unknown, place: number): string {
  if (typeof key === 'string') return `.get(${JSON.stringify(key)})`;
  if (typeof key === 'bigint') return `.get(${key}n)`;
  const isWritable = key === null || ['number', 'boolean', 'undefined'].includes(typeof key);
  return isWritable ? `.get(${String(key)})` : placeStep('values', place);
}

/** The step to a member of a set, and to a key of a map. */
export function placeStep(list: 'keys' | 'values', place: number): string {
  return `.${list}()[${place}]`;
}
