import { keepDrafted, unwrap } from './draft-node.js';
import { mergeEntries } from './merged-entries.js';
import { isObject } from '../payload/plain-object.js';
import { hasParts, haveSameKind, partsOf } from './plain-tree.js';
import type { ValueCopies } from './value-copies.js';
import { holdsAny, markParts } from './live-parts.js';
import { type Properties, propertiesOf } from './own-properties.js';
import { split } from './split-object.js';
import { hasChanged, refuseChanged, snapshotOf, mergeEdits, type WatchedObject } from './watched-object.js';

/** The value, if it may be replaced as a whole. */
export interface WatchedValue {
  /** Replaces the value, because a watched object was edited. */
  replace(value: unknown): void;
  /** Whether the value exists. Another request may have removed it. */
  exists(): boolean;
  /** Sets a removed value to an object again. */
  revive(object: WatchedObject): void;
  /** Replaces the objects in the value that the application has frozen. */
  thaw(): void;
}

/**
 * The objects of the application that were copied into one value.
 *
 * An object is compared as a whole until its copy is in the value that the application or an update can change. Then
 * it is split: each object in it is compared separately. So an update compares only what it accesses, and each object
 * keeps its copy wherever the application moves either of them.
 */
export class WatchedObjects {
  readonly #copies: ValueCopies;
  readonly #key: string;
  readonly #present: () => unknown;
  readonly #value: WatchedValue | undefined;
  /** The objects that belong to the whole value, even after it was replaced. In the order in which they were added. */
  #whole: WatchedObject[] = [];
  /** The other objects by their copies. */
  readonly #parts = new Map<object, WatchedObject[]>();
  /**
   * The frozen objects that the application sees as the whole value. Nothing in them can change that is not in the
   * value.
   */
  readonly #frozen = new WeakSet<object>();
  #added = 0;
  #pruneAt = leastPruned;

  /** @param present - Returns the value as the application has it, or would get it. */
  constructor(copies: ValueCopies, key: string, present: () => unknown, value?: WatchedValue) {
    this.#copies = copies;
    this.#key = key;
    this.#present = present;
    this.#value = value;
  }

  add(object: WatchedObject): void {
    const { ours } = object;
    if (!ours) {
      this.#whole.push(object);
      return;
    }
    this.#added++;
    const known = this.#parts.get(ours) ?? [];
    const replaced = object.isReturned ? known.filter(({ isReturned }) => isReturned) : [];
    // The parts that both share are watched on.
    for (const each of replaced) this.#split(each);
    this.#parts.set(ours, [...known.filter((each) => !(each.isSplit && replaced.includes(each))), object]);
    // Later, an index no longer tells which object was copied from which: the application may move both.
    this.#split(object);
  }

  /** Whether an object is a copy of a watched one. */
  has(copy: object): boolean {
    return this.#parts.has(copy);
  }

  /** The objects that belong to parts of the value. */
  all(): readonly WatchedObject[] {
    return [...this.#parts.values()].flat();
  }

  /** Whether the application sees the object as the whole value. */
  isWhole(object: object): boolean {
    const watched = [...this.#whole, ...this.all()];
    return this.#frozen.has(object) || watched.some(({ isWhole, theirs }) => isWhole && theirs === object);
  }

  /** Repeats the edits of all objects in the value. */
  mergeEdits(): void {
    do this.#mergeFromParts();
    while (this.mergeFromWhole());
  }

  /** Returns whether objects inside them have to be compared, too. */
  mergeFromWhole(): boolean {
    let isInside = false;
    for (const object of this.#whole) {
      if (!hasChanged(this.#copies, this.#key, object)) continue;
      if (this.#value?.exists() === false) this.#value.revive(object);
      else {
        const working = this.#present();
        if (hasParts(working)) this.#attach(object, working);
        isInside ||= object.ours !== undefined;
        this.#mergeEdits(object);
      }
    }
    this.#whole = this.#whole.filter(({ ours }) => !ours);
    return isInside;
  }

  /**
   * An update is about to access a part of the value.
   *
   * @param isReplaced - Whether it replaces what the last update returned.
   */
  visit(part: object, isReplaced = false): void {
    for (const object of this.#parts.get(part) ?? []) {
      if (isReplaced && object.isReturned) continue;
      // A replaced value may contain copies of other objects.
      if (hasParts(object.theirs)) this.visit(unwrap(object.theirs));
      this.#split(object);
      // What is frozen cannot be replaced while an update runs.
      if (Object.isExtensible(part) && hasChanged(this.#copies, this.#key, object, true)) this.#mergeEdits(object);
    }
  }

  /** Another object replaces one that was handed out, with the same objects in it. */
  replaceCopy(from: object, to: object, isWhole: boolean): void {
    for (const object of this.#parts.get(from) ?? []) this.add(Object.assign(object, { ours: to }));
    this.#parts.delete(from);
    if (!Object.isFrozen(from)) this.add({ theirs: from, ours: to, seen: propertiesOf(from), isSplit: true, isWhole });
    else if (isWhole) this.#frozen.add(from);
  }

  /** Makes the objects that belong to the whole value belong to its current object. */
  attach(working: object): void {
    for (const object of this.#whole) this.#attach(object, working);
    this.#whole = this.#whole.filter(({ ours }) => !ours);
  }

  /** Forgets the whole value that an update returned, because another update replaces it. */
  forgetReturned(working: object): void {
    const left = this.#parts.get(working)?.filter(({ isReturned }) => !isReturned);
    if (left) this.#parts.set(working, left);
  }

  /** Forgets the objects whose copies are no longer in the value, if there may be many. */
  prune(working: object | undefined): void {
    if (this.#added < this.#pruneAt) return;
    const live = new Set<object>();
    if (working) markParts(working, live);
    const objects = [...this.#parts].toReversed();
    for (const { theirs } of [...this.#whole, ...objects.flatMap(([, each]) => each.filter((one) => one.isWhole))]) {
      markParts(theirs, live);
    }
    this.#added = 0;
    for (const [ours, each] of objects) {
      const isLive = live.has(ours) || (each.some(({ isSplit }) => !isSplit) && holdsAny(ours, live));
      if (!isLive) this.#parts.delete(ours);
      else for (const { theirs } of each) markParts(theirs, live);
      if (isLive) this.#added += each.length;
    }
    this.#pruneAt = this.#added + Math.max(leastPruned, this.#added, live.size >> 2);
  }

  #attach(object: WatchedObject, working: object): void {
    if (!this.#isDivisible(object) || !haveSameKind(object.theirs, working)) return;
    object.ours = working;
    this.add(object);
  }

  #mergeFromParts(): void {
    // An edit may reach a copy that is watched itself, and the objects in an object come after it.
    let hasAny = true;
    for (let left = mostLevels; hasAny && left > 0; left--) {
      hasAny = false;
      for (const objects of this.#parts.values()) {
        for (const object of objects) {
          if (!hasChanged(this.#copies, this.#key, object)) continue;
          hasAny = true;
          this.#mergeEdits(object);
        }
      }
    }
  }

  #mergeEdits(object: WatchedObject): void {
    if (object.ours && !Object.isExtensible(object.ours)) this.#value?.thaw();
    const root = { value: this.#present() };
    if (object.ours && this.#isDivisible(object)) {
      refuseChanged(this.#copies, this.#key, object, root);
      this.#split(object);
      if (object.isSplit) {
        if (hasChanged(this.#copies, this.#key, object)) this.#mergeProperties(object, object.ours);
        return;
      }
    }
    mergeEdits(this.#copies, this.#key, object, root);
    if (!object.ours) this.#value?.replace(root.value);
  }

  /** Whether the objects in it can be watched separately. */
  #isDivisible({ theirs, seen, isSplit }: WatchedObject): boolean {
    return isSplit === true || (haveSameKind(theirs, seen) && this.#copies.isDirect(seen));
  }

  #mergeProperties(object: WatchedObject, ours: object): void {
    const { theirs, seen } = object;
    mergeEntries(theirs, seen as Properties, ours, {
      originalsOf: (copy) => (this.#parts.get(copy) ?? []).map((each) => unwrap(each.theirs)),
      copyIn: (item) => this.#copyIn(item),
    });
    const hasOthers = partsOf(theirs).some((value) => isObject(value) && !hasParts(value));
    object.isSplit = !hasOthers;
    object.seen = hasOthers ? snapshotOf(this.#copies, this.#key, theirs) : propertiesOf(theirs);
  }

  #copyIn(theirs: unknown): unknown {
    if (!isObject(theirs)) return theirs;
    const seen = snapshotOf(this.#copies, this.#key, theirs);
    const ours = this.#copies.copyOwn(this.#key, seen);
    if (hasParts(ours) && !keepDrafted(theirs)) this.add({ theirs, ours, seen });
    return ours;
  }

  #split(object: WatchedObject): void {
    if (object.isSplit || !object.ours || !this.#isDivisible(object)) return;
    for (const part of split(this.#copies, this.#key, object, object.ours)) {
      if (!this.#parts.get(part.ours!)?.some(({ theirs }) => theirs === part.theirs)) this.add(part);
    }
  }
}

/** More levels than any value has that can be stored. */
const mostLevels = 200;

/** Pruning costs as much as the value is large. It does not pay for fewer objects. */
const leastPruned = 64;
