import fc from 'fast-check';

/** Small values that JSON stores unchanged and that have no `__proto__`. */
export const jsonValues: fc.Arbitrary<unknown> = fc
  .jsonValue({ maxDepth: 2 })
  .map((json) => JSON.parse(JSON.stringify(json).replaceAll('__proto__', 'x').replaceAll('-0', '0')) as unknown);

export const copyJson = <Value>(part: Value): Value => JSON.parse(JSON.stringify(part)) as Value;

/** Some updates double a value, which makes it large after a few. */
export const isSmall = (model: unknown): boolean => JSON.stringify(model).length < 2000;
