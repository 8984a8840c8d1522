import type { Container } from './plain-tree.js';

interface Write {
  readonly container: Container;
  readonly name: PropertyKey;
  readonly before: PropertyDescriptor | undefined;
  readonly after: PropertyDescriptor | undefined;
  /** Of an array: its length before and after, and the items that were cut off with it. */
  readonly lengths: readonly [number, number] | undefined;
  readonly cut: readonly unknown[];
}

/** What a function has written, so that it can be taken back where the function fails. */
export class WriteLog {
  readonly #writes: Write[] = [];

  /**
   * Runs what writes one property, and remembers what was there. Returns what `write` returns: whether it could.
   *
   * @param cutAt - The new length of an array that becomes shorter.
   */
  note(container: Container, name: PropertyKey, write: () => boolean, cutAt = Infinity): boolean {
    const before = Object.getOwnPropertyDescriptor(container, name);
    const length = Array.isArray(container) ? container.length : 0;
    const cut = Array.isArray(container) && cutAt < length ? container.slice(cutAt) : [];
    if (!write()) return false;
    const lengths = Array.isArray(container) ? ([length, container.length] as const) : undefined;
    const after = Object.getOwnPropertyDescriptor(container, name);
    this.#writes.push({ container, name, before, after, lengths, cut });
    return true;
  }

  takeBack(): void {
    for (const { container, name, before, lengths, cut } of this.#writes.toReversed()) {
      if (name !== 'length' || !lengths) put(container, name, before);
      if (lengths) (container as unknown[]).length = lengths[0];
      for (const [index, item] of cut.entries()) (container as unknown[])[lengths![1] + index] = item;
    }
  }

  /** Writes everything again that was taken back. */
  repeat(): void {
    for (const { container, name, after, lengths } of this.#writes) {
      if (name !== 'length' || !lengths) put(container, name, after);
      if (lengths) (container as unknown[]).length = lengths[1];
    }
  }
}

function put(container: Container, name: PropertyKey, property: PropertyDescriptor | undefined): void {
  if (property) Object.defineProperty(container, name, property);
  else Reflect.deleteProperty(container, name);
}
