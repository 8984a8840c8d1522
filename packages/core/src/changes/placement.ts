import { define, isObject } from '../payload/plain-object.js';
import type { DraftNode } from './draft-node.js';
import type { DraftRun } from './draft-run.js';
import { propertiesOf } from './own-properties.js';
import type { Container } from './plain-tree.js';
import { own } from './value-diff.js';
import { snapshotOf, type WatchedObject } from './watched-object.js';

/** A place in the value and in the known value. */
interface Place {
  readonly into: object;
  readonly name: string;
  readonly known: object;
}

/** An object of the application that was copied. `apart` if its parts are watched already, each on its own. */
type Copied = { readonly theirs: object; readonly ours: Container } | 'apart' | undefined;

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

  put(value: unknown, place: Place): void {
    this.#watch(this.#put(value, place));
  }

  /** Copies the parts that are in two places. Nothing is put into them after that. */
  finish(): void {
    for (const put of this.#duplicates) put();
  }

  /** Puts a value into its place. Returns the object to watch, if it can be watched as a whole. */
  #put(value: unknown, { into, name, known }: Place): Copied {
    const set = (part: unknown, knownPart: unknown): undefined => {
      if (own(into, name) !== part) define(into, name, part);
      define(known, name, knownPart);
      return undefined;
    };
    if (!isObject(value)) return set(value, value);
    const { copies } = this.#run;
    const part = this.#run.partOf(value);
    if (part) {
      set(part.raw, part.known);
      // Copied at the end, because more may still be put into the part.
      if (this.placed.has(part)) this.#duplicates.push(() => set(copies.tree(part.raw), copies.tree(part.known)));
      this.placed.add(part);
      return 'apart';
    }
    const node = this.#run.nodeOf(value);
    const raw = (node?.raw ?? value) as Container;
    const isOurs = node?.isCopied === true && own(into, name) === raw && !this.#kept.has(raw);
    this.#kept.add(raw);
    const empty = (): Container =>
      Array.isArray(raw) ? [] : (Object.create(Object.getPrototypeOf(raw) as object) as Container);
    const ours = isOurs ? raw : empty();
    const knownPart = empty();
    const items: Copied[] = [];
    for (const [step, item] of Object.entries(raw)) {
      const copied = this.#put(item, { into: ours, name: step, known: knownPart });
      if (copied) items.push(copied);
    }
    const object = { theirs: node?.theirs ?? raw, ours };
    const isCopied = node?.isCopied === true;
    if (node && !isCopied) this.#run.relink(node, ours);
    set(ours, knownPart);
    if (!isCopied && !items.includes('apart')) return object;
    for (const item of items) this.#watch(item);
    if (!isCopied) this.copied.push({ ...object, seen: propertiesOf(object.theirs), isSplit: true });
    else if (!isOurs) this.#watch(object);
    return 'apart';
  }

  #watch(object: Copied): void {
    if (!object || object === 'apart') return;
    this.copied.push({ ...object, seen: snapshotOf(this.#run.copies, this.#run.key, object.theirs) });
  }
}
