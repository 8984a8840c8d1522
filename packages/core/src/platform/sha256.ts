const mask = 2 ** 32;
const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The fractional parts of roots of primes: square roots for the initial state, cube roots for the rounds. */
const [initial, rounds] = (() => {
  const primes: number[] = [];
  for (let number = 2; primes.length < 64; number++) if (primes.every((prime) => number % prime)) primes.push(number);
  const fraction = (root: number): number => ((root % 1) * mask) | 0;
  return [
    primes.slice(0, 8).map((prime) => fraction(prime ** (1 / 2))),
    primes.map((prime) => fraction(prime ** (1 / 3))),
  ];
})();

/**
 * Returns the SHA-256 (FIPS 180-4) of a text in hexadecimal, synchronously. Web Crypto is asynchronous, and every visit
 * would wait for the digest of a key that most visitors never need.
 */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const blocks = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64));
  bytes.forEach((byte, at) => blocks.setUint8(at, byte));
  blocks.setUint8(bytes.length, 0x80);
  blocks.setUint32(blocks.byteLength - 4, bytes.length * 8);

  const hash = [...initial];
  const words: number[] = [];
  for (let begin = 0; begin < blocks.byteLength; begin += 64) {
    let [a, b, c, d, e, f, g, h] = hash as [number, number, number, number, number, number, number, number];
    for (let round = 0; round < 64; round++) {
      if (round < 16) {
        words[round] = blocks.getInt32(begin + round * 4);
      } else {
        const [near, far] = [words[round - 2]!, words[round - 15]!];
        const one = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
        const zero = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
        words[round] = (words[round - 16]! + zero + words[round - 7]! + one) | 0;
      }
      const choice = (e & f) ^ (~e & g);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const one = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + rounds[round]! + words[round]!;
      const two = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => (hash[at] = (hash[at]! + word) | 0));
  }
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
