import { type Container, refill } from './plain-tree.js';

/** All items of an array, before the function's writes and after them. */
interface Items {
  readonly array: unknown[];
  readonly before: readonly unknown[];
  after: readonly unknown[];
}

interface Write {
  readonly container: Container;
  readonly name: PropertyKey;
  readonly before: PropertyDescriptor | undefined;
  /** What is undone: the write, or what core has put in its place since. */
  after: PropertyDescriptor | undefined;
  /** For an array: its length before and after, and the items that were cut off. */
  readonly lengths: readonly [number, number] | undefined;
  readonly cut: readonly unknown[];
}

/** The writes of a function, which are undone if it fails. */
export class WriteLog {
  readonly #writes: (Write | Items)[] = [];
  /** The arrays whose items were recorded as a whole. */
  readonly #arrays = new Set<Container>();

  /**
   * Runs a write of one property, and records the former property. Returns whether the write succeeded.
   *
   * @param cutAt - The new length, if the write sets the length of an array.
   */
  write(container: Container, name: PropertyKey, write: () => boolean, cutAt = Infinity): boolean {
    if (this.#arrays.has(container) && isItem(name)) return write();
    const before = Object.getOwnPropertyDescriptor(container, name);
    const length = Array.isArray(container) ? container.length : 0;
    const cut = Array.isArray(container) && cutAt < length ? container.slice(cutAt) : [];
    if (!write()) return false;
    const lengths = Array.isArray(container) ? ([length, container.length] as const) : undefined;
    this.#writes.push({ container, name, before, after: undefined, lengths, cut });
    return true;
  }

  /** Records all items of an array, so that later writes of its items need not be recorded. */
  recordItems(array: unknown[]): void {
    this.#arrays.add(array);
    this.#writes.push({ array, before: array.slice(), after: [] });
  }

  undo(): void {
    for (const written of this.#writes.toReversed()) {
      if ('array' in written) {
        written.after = written.array.slice();
        refill(written.array, written.before);
        continue;
      }
      const { container, name, before, lengths, cut } = written;
      written.after = Object.getOwnPropertyDescriptor(container, name);
      if (name !== 'length' || !lengths) put(container, name, before);
      if (lengths) (container as unknown[]).length = lengths[0];
      for (const [index, item] of cut.entries()) (container as unknown[])[lengths![1] + index] = item;
    }
  }

  /** Repeats the writes that were undone. */
  redo(): void {
    for (const written of this.#writes) {
      if ('array' in written) {
        refill(written.array, written.after);
        continue;
      }
      const { container, name, after, lengths } = written;
      if (name !== 'length' || !lengths) put(container, name, after);
      if (lengths) (container as unknown[]).length = lengths[1];
    }
  }
}

function isItem(name: PropertyKey): boolean {
  return name === 'length' || (typeof name === 'string' && String(Number(name) >>> 0) === name);
}

function put(container: Container, name: PropertyKey, property: PropertyDescriptor | undefined): void {
  if (property) Object.defineProperty(container, name, property);
  else Reflect.deleteProperty(container, name);
}
