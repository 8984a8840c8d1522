/** Reproducible randomness for property laws: a failure names the seed, and the seed brings the failure back. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 to `bound - 1`. Mulberry32, by Tommy Ettinger. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * bound);
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }
}

/** Ranges that databases, collations and encodings have been seen to change. No U+0000 and no surrogates: core refuses those. */
const ranges: readonly [readonly [number, number], ...(readonly [number, number])[]] = [
  [0x20, 0x7e],
  [0x01, 0x1f],
  [0x7f, 0xff],
  [0x300, 0x36f],
  [0x590, 0x6ff],
  [0x200b, 0x206f],
  [0x4e00, 0x9fff],
  [0xfe00, 0xffff],
  [0x1f300, 0x1faff],
  [0x10fff0, 0x10ffff],
];

/** Well-formed text of up to `length` characters from all over Unicode. */
export function randomText(random: SeededRandom, length: number): string {
  let text = '';
  for (let left = random.below(length + 1); left > 0; left--) {
    const [from, to] = random.pick(ranges);
    text += String.fromCodePoint(from + random.below(to - from + 1));
  }
  return text;
}

/** Any JSON value, of small depth; keys are any text. */
export function randomJson(random: SeededRandom, depth = 4): unknown {
  switch (random.below(depth > 0 ? 8 : 6)) {
    case 0:
      return null;
    case 1:
      return random.below(2) === 1;
    case 2:
      return random.below(2 ** 32) - 2 ** 31;
    case 3:
      return (random.below(2 ** 32) + 1) / (random.below(1000) + 1) / 10 ** random.below(20);
    case 4:
    case 5:
      return randomText(random, 12);
    case 6:
      return Array.from({ length: random.below(5) }, () => randomJson(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(5) }, () => [randomText(random, 6), randomJson(random, depth - 1)]),
      );
  }
}
