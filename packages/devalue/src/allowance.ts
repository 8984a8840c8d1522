/** Each element of each view is checked, but a buffer with many views is stored only once. */
export const maxViews = 16;

/** A pattern is compiled when it is read. One character may take an engine 50 microseconds. */
export const maxPatternLength = 10_000;

/** Limits the parts of a value that take far longer to make, or to check, than the length of their text suggests. */
export class Allowance<Buffer> {
  readonly #views = new Map<Buffer, number>();
  #patternLength = 0;

  /** Counts a view of a buffer, and returns whether the buffer may have it. */
  takeView(buffer: Buffer): boolean {
    const count = (this.#views.get(buffer) ?? 0) + 1;
    this.#views.set(buffer, count);
    return count <= maxViews;
  }

  /** Counts a pattern, and returns whether the value may have it. */
  takePattern(source: string): boolean {
    this.#patternLength += source.length;
    return this.#patternLength <= maxPatternLength;
  }
}
