/** Returns one step of a path into an object, in the same form as core: `.name`, `["a b"]`. */
export function propertyStep(key: string): string {
  return /^[a-z_$][\w$]*$/i.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** Returns the step to a value of a map: `.get("sku")`, or `.values()[3]` if its key is an object or a symbol. */
export function mapStep(key: unknown, place: number): string {
  if (typeof key === 'string') return `.get(${JSON.stringify(key)})`;
  if (typeof key === 'bigint') return `.get(${key}n)`;
  const isWritable = key === null || ['number', 'boolean', 'undefined'].includes(typeof key);
  return isWritable ? `.get(${String(key)})` : placeStep('values', place);
}

/** Returns the step to a member of a set, or to a key of a map. */
export function placeStep(list: 'keys' | 'values', place: number): string {
  return `.${list}()[${place}]`;
}
