/** Words of templates, each too long to appear in a random text by chance. */
const words = /password|secret|changeme|change-me|keyboard|12345678|abcdefgh|qwerty/i;

/** Whether a text is neither random hexadecimal nor random base64, which mixes small letters and capitals. */
export function isPhrase(text: string): boolean {
  if (words.test(text) || !/^[\w+/-]+=*$/.test(text)) return true;
  // Padding is only at the end.
  const letters = Array.from(text.split('=', 1)[0] ?? '');
  const lowerCase = letters.map((letter) => letter.toLowerCase().charCodeAt(0));
  if (new Set(letters).size < 10 || isSequence(lowerCase) || repeatsItself(lowerCase, 8)) return true;
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(text)) return !/[a-fA-F]/.test(text);
  const [small = 0, large = 0, digits = 0] = [/[a-z]/, /[A-Z]/, /\d/].map(
    (kind) => letters.filter((letter) => kind.test(letter)).length,
  );
  // In base64, two of five characters are small letters and two are capitals; words and numbers are less mixed.
  return Math.min(small, large) === 0 || Math.max(small, large, digits) >= letters.length * 0.8;
}

/** Of 32 random bytes about 30 are different, and so are about 30 of the steps between them; never fewer than 12. */
const minDifferent = 12;

/** Whether 32 or more bytes are a sequence, repeat themselves or take few different values. */
export function isPattern(bytes: Uint8Array): boolean {
  const steps = bytes.subarray(1).map((byte, index) => byte - bytes[index]!);
  const isMonotonous = new Set(bytes).size < minDifferent || new Set(steps).size < minDifferent;
  return isMonotonous || isSequence(bytes) || repeatsItself(bytes, 5);
}

/** Whether half of the values differ from a neighbour by one step: alphabets, counting, or two of these in turn. */
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

/** Whether a block of a sixth of the values, or of `minLength` if that is more, comes twice. */
function repeatsItself(values: ArrayLike<number>, minLength: number): boolean {
  // This many values without a repetition are random enough for any key.
  const compared = Array.from(values).slice(0, 256);
  const length = Math.max(minLength, Math.ceil(compared.length / 6));
  const seen = new Set<string>();
  for (let at = 0; at + length <= compared.length; at++) {
    const block = compared.slice(at, at + length).join();
    if (seen.has(block)) return true;
    seen.add(block);
  }
  return false;
}
