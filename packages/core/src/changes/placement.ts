import { define, isObject } from '../payload/plain-object.js';
import type { DraftNode } from './draft-node.js';
import type { DraftRun } from './draft-run.js';
import { propertiesOf } from './own-properties.js';
import type { Container } from './plain-tree.js';
import { own } from './value-diff.js';
import type { WatchedObject } from './watched-object.js';

/** A place in the value and in the known value. */
interface Place {
  readonly into: object;
  readonly name: string;
  readonly known: object;
}

/** Puts the result of an update into a value. A part of the value stays the same object; anything else is copied. */
export class Placement {
  /** The parts that already have a place. A second place gets a copy. */
  readonly placed = new Set<DraftNode>();
  /** The objects of the application that were copied and have to be watched. */
  readonly copied: WatchedObject[] = [];
  readonly #run: DraftRun;
  /** The copies that already have a place. */
  readonly #kept = new Set<object>();
  readonly #duplicates: (() => void)[] = [];

  constructor(run: DraftRun) {
    this.#run = run;
  }

  put(value: unknown, { into, name, known }: Place): void {
    const set = (part: unknown, knownPart: unknown): void => {
      if (own(into, name) !== part) define(into, name, part);
      define(known, name, knownPart);
    };
    if (!isObject(value)) return set(value, value);
    const { copies } = this.#run;
    const part = this.#run.partOf(value);
    if (part) {
      set(part.raw, part.known);
      // Copied at the end, because more may still be put into the part.
      if (this.placed.has(part)) this.#duplicates.push(() => set(copies.tree(part.raw), copies.tree(part.known)));
      this.placed.add(part);
      return;
    }
    const node = this.#run.nodeOf(value);
    const raw = (node?.raw ?? value) as Container;
    const isOurs = this.#run.isCopy(raw) && own(into, name) === raw && !this.#kept.has(raw);
    this.#kept.add(raw);
    const empty = (): Container =>
      Array.isArray(raw) ? [] : (Object.create(Object.getPrototypeOf(raw) as object) as Container);
    const ours = isOurs ? raw : empty();
    const knownPart = empty();
    for (const [step, item] of Object.entries(raw)) this.put(item, { into: ours, name: step, known: knownPart });
    if (node && !node.isCopied) this.#run.relink(node, ours);
    set(ours, knownPart);
    const theirs = node?.theirs ?? raw;
    if (!isOurs) this.copied.push({ theirs, ours, seen: propertiesOf(theirs), isSplit: true });
  }

  /** Copies the parts that are in two places. Nothing is put into them after that. */
  finish(): void {
    for (const put of this.#duplicates) put();
  }
}
