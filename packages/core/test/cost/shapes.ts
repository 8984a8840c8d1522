function nested(depth: number): unknown {
  let value: unknown[] = [];
  for (let level = 1; level < depth; level++) value = [value];
  return value;
}

/** Values of about fifty kilobytes that cost the most for each character that a visitor sends. */
export const shapes: readonly (readonly [string, () => unknown])[] = [
  ['empty arrays', () => Array.from({ length: 16_000 }, () => [])],
  ['250 arrays nested 96 deep', () => Array.from({ length: 250 }, () => nested(96))],
  ['4,500 small objects', () => Array.from({ length: 4500 }, (_, n) => ({ n }))],
];
