function nested(depth: number): unknown {
  let value: unknown[] = [];
  for (let level = 1; level < depth; level++) value = [value];
  return value;
}

/** Values of about a megabyte that cost the most for each character that a visitor sends. */
export const shapes: readonly (readonly [string, () => unknown])[] = [
  ['empty arrays', () => Array.from({ length: 333_000 }, () => [])],
  ['5,000 arrays nested 96 deep', () => Array.from({ length: 5000 }, () => nested(96))],
  ['90,000 small objects', () => Array.from({ length: 90_000 }, (_, n) => ({ n }))],
];
