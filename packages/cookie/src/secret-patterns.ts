/** What people write into templates. Each is long enough to be in no random text. */
const words = /password|secret|changeme|change-me|keyboard|12345678|abcdefgh|qwerty/i;

/** Whether a text is neither random hexadecimal nor random base64, which has small letters, capitals and no pattern. */
export function isPhrase(text: string): boolean {
  if (words.test(text) || !/^[\w+/-]+=*$/.test(text)) return true;
  // Padding is at the end, and nowhere else.
  const letters = Array.from(text.split('=', 1)[0] ?? '');
  const inSmall = letters.map((letter) => letter.toLowerCase().charCodeAt(0));
  if (new Set(letters).size < 10 || isSequence(inSmall) || repeatsItself(inSmall, 8)) return true;
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text)) return !/[a-fA-F]/.test(text);
  const [small = 0, large = 0, digits = 0] = [/[a-z]/, /[A-Z]/, /\d/].map(
    (kind) => letters.filter((letter) => kind.test(letter)).length,
  );
  // Two of five are small in base64, two are large; nearly all are of one kind in words and numbers.
  return Math.min(small, large) === 0 || Math.max(small, large, digits) >= letters.length * 0.8;
}

/** Of 32 random bytes about 30 are different, and of the steps between them; fewer than 12 are in no random ones. */
const fewestDifferent = 12;

/** Whether bytes, 32 or more, count, repeat themselves or are of few kinds. */
export function isPattern(bytes: Uint8Array): boolean {
  const steps = bytes.subarray(1).map((byte, index) => byte - bytes[index]!);
  const isMonotonous = new Set(bytes).size < fewestDifferent || new Set(steps).size < fewestDifferent;
  return isMonotonous || isSequence(bytes) || repeatsItself(bytes, 5);
}

/** Whether half of the values are the same step from a neighbour: the alphabet, counting, or two such in turn. */
function isSequence(values: ArrayLike<number>): boolean {
  return [1, 2, 3, 4].some((distance) => {
    const counts = new Map<number, number>();
    for (let at = distance; at < values.length; at++) {
      const step = Math.abs(values[at]! - values[at - distance]!);
      const size = Math.min(step, 256 - step);
      counts.set(size, (counts.get(size) ?? 0) + 1);
    }
    return Math.max(...counts.values()) >= (values.length - distance) / 2;
  });
}

/** Whether a sixth of the values, and at least so many, comes twice: a repeated block, whatever stands in between. */
function repeatsItself(values: ArrayLike<number>, fewest: number): boolean {
  // A block that is longer than this is random enough for any key.
  const compared = Array.from(values).slice(0, 256);
  const length = Math.max(fewest, Math.ceil(compared.length / 6));
  const seen = new Set<string>();
  for (let at = 0; at + length <= compared.length; at++) {
    const block = compared.slice(at, at + length).join();
    if (seen.has(block)) return true;
    seen.add(block);
  }
  return false;
}
