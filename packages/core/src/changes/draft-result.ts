import { depthOf, type DraftNode, hasWritten, unwrap } from './draft-node.js';
import type { DraftRun } from './draft-run.js';
import { define, isObject } from '../payload/plain-object.js';
import { type Container, isContainer, refill } from './plain-tree.js';
import { absent, own } from './value-diff.js';
import { Placement } from './placement.js';
import type { WatchedObject } from './watched-object.js';

/** The result of an update. */
export type DraftResult =
  | { readonly value: unknown; readonly known: unknown; readonly copied: readonly WatchedObject[] }
  | WrittenResult;

/** A result that contains something that only the serializer can copy. */
export interface WrittenResult {
  readonly bySerializer: unknown;
  readonly run: DraftRun;
  readonly copied: readonly WatchedObject[];
}

/**
 * Ends the run of an update. Checks what the function has put into the value, replaces it by copies, and updates the
 * known value. The cost depends only on what the function has put in.
 *
 * @throws {@link SerializeError} for a value that cannot be stored
 */
export function finishRun(run: DraftRun, returned: unknown): DraftResult {
  const copied = run.mergeCopied();
  return new Finish(run, unwrap(returned), copied).run();
}

/** A property that the function has written. */
interface Slot {
  readonly node: DraftNode;
  readonly name: string;
  /** Its new known value under its name, if that is an object. */
  known?: { readonly [name: string]: unknown };
}

class Finish {
  readonly #run: DraftRun;
  /** The objects that were copied while the function ran. */
  readonly #copied: readonly WatchedObject[];
  /** The returned value, or `undefined` if the draft is the new value. */
  readonly #returned: unknown;
  readonly #slots: Slot[] = [];
  /** Parts of the value that the function has put somewhere, once for each place. */
  readonly #moved: DraftNode[] = [];
  /** By array, the indexes of the items that the function has only moved within it, with their former indexes. */
  readonly #onlyMoved = new Map<DraftNode, ReadonlyMap<number, number>>();
  readonly #placement: Placement;

  constructor(run: DraftRun, returned: unknown, copied: readonly WatchedObject[]) {
    this.#run = run;
    this.#copied = copied;
    this.#placement = new Placement(run);
    this.#returned = returned === run.root.raw ? undefined : returned;
    for (const node of run.nodes) {
      if (node.theirs) continue;
      for (const name of this.#writtenIn(node)) {
        const isItem = typeof name === 'string' && !(name === 'length' && Array.isArray(node.raw));
        if (isItem) this.#slots.push({ node, name });
      }
    }
  }

  run(): DraftResult {
    const { copies, key, root } = this.#run;
    const inserted = this.#inserted();
    const depth = Math.max(0, ...this.#slots.map(({ node }) => depthOf(node) + 1));
    const whole = this.#returned === undefined ? root.raw : this.#returned;
    if (!copies.keepsSharing)
      copies.refusePart(key, inserted, depth, whole, (value) => this.#run.partOf(value) !== undefined);
    const isTree = inserted.every((value) => this.#isTree(value, new Set(), 0));
    if (isTree) this.#findDuplicates();
    if (!isTree || (copies.keepsSharing && this.#placement.placed.size > 0)) {
      return { bySerializer: whole, run: this.#run, copied: this.#copied };
    }
    if (this.#run.needsFullCheck || this.#placement.placed.size > 0) copies.refuse(key, whole);
    const result = this.#place();
    if (copies.keepsSharing) copies.refusePart(key, this.#placedIn(result.value), depth, result.value);
    return this.#settle(result);
  }

  #writtenIn(node: DraftNode): Iterable<PropertyKey> {
    const { written, moved, raw } = node;
    if (!moved) return written ?? [];
    const onlyMoved = this.#findOnlyMoved(node, moved);
    this.#onlyMoved.set(node, onlyMoved);
    const names = new Set(written);
    for (const index of (raw as unknown[]).keys()) {
      if (onlyMoved.has(index)) names.delete(String(index));
      else names.add(String(index));
    }
    return names;
  }

  #findOnlyMoved({ raw }: DraftNode, moved: ReadonlyMap<unknown, number>): ReadonlyMap<number, number> {
    const left = new Map(moved);
    const found = new Map<number, number>();
    for (const [index, item] of (raw as unknown[]).entries()) {
      const from = left.get(item);
      if (from === undefined || this.#run.nodeOf(item as object)) continue;
      found.set(index, from);
      // In a second place, the application has put it there.
      left.delete(item);
    }
    return found;
  }

  /** The values and names that were put into the value. */
  #inserted(): unknown[] {
    const inserted: unknown[] = this.#returned === undefined ? [] : [this.#returned];
    for (const { node, name } of this.#slots) {
      const into = node.raw;
      let value = own(into, name);
      if (Array.isArray(into)) this.#run.needsFullCheck ||= value === absent && Number(name) < into.length;
      else inserted.push(name);
      if (value === absent) continue;
      const inner = isObject(value) ? this.#run.nodeOf(value) : undefined;
      if (inner?.isCopied) define(into, name, (value = inner.raw));
      inserted.push(value);
    }
    return inserted;
  }

  #isTree(value: unknown, seen: Set<object>, depth: number): boolean {
    if (!isObject(value)) return typeof value !== 'function';
    const part = this.#run.partOf(value);
    if (part) return this.#moved.push(part) > 0;
    const node = this.#run.nodeOf(value);
    // Written through a draft since the check.
    if (node?.isCopied) this.#run.needsFullCheck ||= node.raw !== value;
    const raw: unknown = node?.raw ?? value;
    if (!isContainer(raw) || depth > 200) return false;
    if (this.#run.copies.keepsSharing && (seen.has(raw) || Object.keys(raw).includes('__proto__'))) return false;
    seen.add(raw);
    return Object.values(raw).every((item) => this.#isTree(item, seen, depth + 1));
  }

  /** Finds the parts that would be in two places. */
  #findDuplicates(): void {
    const moved = new Set(this.#moved);
    const isIn = (node: DraftNode): boolean => {
      const { parent, key, raw } = node;
      if (!parent) return this.#returned === undefined;
      if (hasWritten(parent, key) || own(parent.raw, key) !== raw) return false;
      return moved.has(parent) || isIn(parent);
    };
    for (const node of moved) if (isIn(node)) this.#placement.placed.add(node);
    if (moved.size < this.#moved.length) this.#run.needsFullCheck = true;
  }

  #place(): { value: unknown; known: unknown } {
    const value = { value: this.#returned };
    const known = { value: undefined as unknown };
    if (this.#returned !== undefined) this.#placement.put(this.#returned, { into: value, name: 'value', known });
    const { root } = this.#run;
    for (const slot of this.#slots) {
      const { node, name } = slot;
      const part = own(node.raw, name);
      if (isObject(part)) this.#placement.put(part, { into: node.raw, name, known: (slot.known = {}) });
    }
    this.#placement.finish();
    return this.#returned === undefined
      ? { value: root.raw, known: root.known }
      : { value: value.value, known: known.value };
  }

  /** The new values of the written properties, or the whole value if it was replaced. */
  #placedIn(value: unknown): unknown[] {
    const placed: unknown[] = value === this.#run.root.raw ? [] : [value];
    for (const { node, name } of this.#slots) {
      const part = own(node.raw, name);
      if (part !== absent) placed.push(Array.isArray(node.raw) ? part : { [name]: part });
    }
    return placed;
  }

  #settle({ value, known }: { value: unknown; known: unknown }): DraftResult {
    for (const [{ known: items, raw }, onlyMoved] of this.#onlyMoved) {
      if (!items) continue;
      const before = items as unknown[];
      refill(
        items,
        (raw as unknown[]).map((item, index) => (onlyMoved.has(index) ? before[onlyMoved.get(index)!] : item)),
      );
    }
    for (const { node, name, known: parts } of this.#slots) {
      if (!node.known) continue;
      const part = own(node.raw, name);
      if (part === absent) Reflect.deleteProperty(node.known, name);
      else define(node.known, name, parts ? parts[name] : part);
    }
    const { root, nodes } = this.#run;
    for (const node of nodes) {
      if (Array.isArray(node.known) && node.written) node.known.length = (node.raw as unknown[]).length;
    }
    const copied = [...this.#copied, ...this.#placement.copied];
    const isPart = this.#moved.some((node) => node === root || node.raw === value);
    if (this.#returned === undefined || !isContainer(value) || isPart) return { value, known, copied };
    // References to the former value stay references to the value.
    if (Array.isArray(value) !== Array.isArray(root.raw)) return { value, known, copied };
    refill(root.raw, value);
    if (root.known) refill(root.known, known as Container);
    return {
      value: root.raw,
      known: root.known,
      copied: copied.map((object) =>
        object.ours === value ? { ...object, ours: root.raw, isReturned: true } : object,
      ),
    };
  }
}
