import { unwrap } from './draft-node.js';
import { isSameObject } from './own-properties.js';
import { isObject } from '../payload/plain-object.js';

/** How the objects of the application and their copies belong together. */
export interface Originals {
  /** Returns the objects that an object in the value was copied from. */
  originalsOf(copy: object): readonly object[];
  copyIn(theirs: unknown): unknown;
}

/** An item of an array or a Set, a property, or a key of a Map with its value. */
export interface Item {
  readonly key: unknown;
  /** `undefined` for an item. */
  readonly value: unknown;
}

interface Entry extends Item {
  /** The same for an entry and its copy. */
  readonly mark: object;
}

/** An entry of the result, and where the copy has it. */
type Placed = Item & { readonly at: Entry | undefined };

/** The entries of an object of the application, as they were and as they are, merged with those of its copy. */
export class EntryMerge {
  readonly #originals: Originals;
  readonly #before: readonly Entry[];
  readonly #after: readonly Entry[];
  readonly #copied: readonly Entry[];
  readonly #beforeBy: ReadonlyMap<object, Entry>;
  readonly #afterBy: ReadonlyMap<object, Entry>;
  readonly #copiedBy: ReadonlyMap<object, Entry>;
  /** The objects that the application has, or had. */
  readonly #held: ReadonlySet<unknown>;

  constructor(was: readonly Item[], is: readonly Item[], has: readonly Item[], originals: Originals, isArray: boolean) {
    this.#originals = originals;
    this.#held = new Set([...was, ...is].flatMap(({ key, value }) => [key, value].filter(isObject).map(unwrap)));
    const marks = new Map<unknown, object[]>();
    this.#before = entriesOf(was, marks, unwrap);
    this.#after = entriesOf(is, marks, unwrap);
    [this.#beforeBy, this.#afterBy] = [byMark(this.#before), byMark(this.#after)];
    // An equal number or text that was added to the list on the other side is another item.
    const isOther = ({ mark, key }: Entry): boolean => isArray && !isObject(key) && !this.#beforeBy.has(mark);
    this.#copied = entriesOf(has, marks, (copy) => this.#originalOf(copy)).map((entry) =>
      isOther(entry) ? { ...entry, mark: {} } : entry,
    );
    this.#copiedBy = byMark(this.#copied);
  }

  result(): readonly Item[] {
    const isAddition = (entry: Entry): boolean => this.#isAddition(entry);
    return withAdditions(this.#placed(), this.#copied, isAddition);
  }

  /** Returns the entries of the application, with what the copy has of them. */
  #placed(): readonly Placed[] {
    const free = this.#freeParts();
    const place = (part: unknown): unknown =>
      (isObject(part) && free.get(unwrap(part))?.shift()) || this.#originals.copyIn(part);
    return this.#after.flatMap((entry, index) => {
      const copy = this.#copiedBy.get(entry.mark);
      if (copy && this.#isUnchanged(entry)) return [{ ...copy, at: copy }];
      // Removed from the copy, and not put in again.
      if (this.#isUnchanged(entry)) return [];
      const at = copy ?? (this.#beforeBy.has(entry.mark) ? undefined : this.#replacedAt(index));
      return [{ key: copy ? copy.key : place(entry.key), value: place(entry.value), at }];
    });
  }

  /** Returns the objects in the copy that have lost their places, by their originals. */
  #freeParts(): ReadonlyMap<unknown, unknown[]> {
    const free = new Map<unknown, unknown[]>();
    for (const entry of this.#copied) {
      const next = this.#afterBy.get(entry.mark);
      if (this.#isAddition(entry) || (next && this.#isUnchanged(next))) continue;
      for (const part of [entry.value, ...(next ? [] : [entry.key])]) {
        const original = this.#originalOf(part);
        if (isObject(original)) free.set(original, [...(free.get(original) ?? []), part]);
      }
    }
    return free;
  }

  #isUnchanged({ mark, value }: Entry): boolean {
    const before = this.#beforeBy.get(mark);
    return before !== undefined && isSameObject(before.value, value);
  }

  /** Whether only the copy has it. */
  #isAddition({ mark }: Entry): boolean {
    return !this.#beforeBy.has(mark) && !this.#afterBy.has(mark);
  }

  /** Returns the entry of the copy that this one of the application replaces. */
  #replacedAt(index: number): Entry | undefined {
    const replaced = this.#before.length === this.#after.length ? this.#before[index]! : undefined;
    return replaced && !this.#afterBy.has(replaced.mark) ? this.#copiedBy.get(replaced.mark) : undefined;
  }

  #originalOf(copy: unknown): unknown {
    if (!isObject(copy)) return copy;
    return this.#originals.originalsOf(copy).find((object) => this.#held.has(object)) ?? copy;
  }
}

/** Adds what only the copy has, each behind what it follows in the copy. */
function withAdditions(
  placed: readonly Placed[],
  copied: readonly Entry[],
  isAddition: (entry: Entry) => boolean,
): readonly Item[] {
  const places = new Set(placed.map(({ at }) => at));
  const first: Item[] = [];
  const following = new Map<Entry, Item[]>();
  let additions = first;
  for (const entry of copied) {
    if (isAddition(entry)) additions.push(entry);
    else if (places.has(entry)) following.set(entry, (additions = []));
  }
  if (placed.length === 0) return first;
  const start = Math.max(
    0,
    placed.findIndex(({ at }) => at),
  );
  return placed.flatMap((item, index) => [
    ...(index === start ? first : []),
    item,
    ...((item.at && following.get(item.at)) ?? []),
  ]);
}

function entriesOf(
  items: readonly Item[],
  marks: Map<unknown, object[]>,
  originalOf: (part: unknown) => unknown,
): Entry[] {
  const counts = new Map<unknown, number>();
  return items.map(({ key, value }) => {
    const original = originalOf(key);
    const count = counts.get(original) ?? 0;
    counts.set(original, count + 1);
    const known = marks.get(original) ?? [];
    marks.set(original, known);
    const mark = (known[count] ??= {});
    return { mark, key, value };
  });
}

function byMark(entries: readonly Entry[]): ReadonlyMap<object, Entry> {
  return new Map(entries.map((entry) => [entry.mark, entry]));
}
