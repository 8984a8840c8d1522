/** A piece of a token so long that two are not equal by chance, even of hexadecimal digits. */
const pieceLength = 16;

/** Where pieces are taken. A constant head or tail of a token is shorter than that. */
const places = [0.45, 0.65];

/** Remembers pieces from the middle of tokens, and finds a token that has one of them in the same place. */
export class KnownStreams {
  readonly #known = new Map<string, number>();

  /** Adds a token. Returns the name of an earlier one with the same ciphertext, if there is one. */
  add(token: string, name: number): number | undefined {
    for (const place of places) {
      const start = Math.floor(token.length * place);
      const piece = `${place} ${token.slice(start, start + pieceLength)}`;
      const former = this.#known.get(piece);
      if (former !== undefined) return former;
      this.#known.set(piece, name);
    }
    return undefined;
  }
}

/** Returns which part of two tokens' characters is equal, from 0 to 1, aligned at their beginning or their end. */
export function likenessOf(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  if (one.length === other.length) return equalPart(one, other);
  return Math.max(
    equalPart(one.slice(0, length), other.slice(0, length)),
    equalPart(one.slice(-length), other.slice(-length)),
  );
}

/** Returns after how many characters most of a token is repeated, or undefined if it is not. */
export function repetitionIn(token: string): number | undefined {
  for (let distance = 1; distance <= Math.min(512, token.length / 3); distance++) {
    if (equalPart(token.slice(distance), token) > 0.5) return distance;
  }
  return undefined;
}

/** Returns which part of the characters of `one` is the same in `other` at the same place. */
function equalPart(one: string, other: string): number {
  let equal = 0;
  for (let at = 0; at < one.length; at++) if (one.codePointAt(at) === other.codePointAt(at)) equal++;
  return equal / Math.max(1, one.length);
}
