/** Each element of each view is looked at, and a buffer is stored once however many views it has. */
export const maxViews = 16;

/** A pattern is compiled before anybody runs it: a character may take an engine 50 microseconds. */
export const maxPatternLength = 10_000;

/** How much a value may hold of what costs far more to make, or to look at, than its text is long. */
export class Allowance<Buffer> {
  readonly #views = new Map<Buffer, number>();
  #patternLength = 0;

  /** Whether the buffer may have one more view. */
  takeView(buffer: Buffer): boolean {
    const count = (this.#views.get(buffer) ?? 0) + 1;
    this.#views.set(buffer, count);
    return count <= maxViews;
  }

  takePattern(source: string): boolean {
    this.#patternLength += source.length;
    return this.#patternLength <= maxPatternLength;
  }
}
