import { keepDrafted, unwrap } from './draft-node.js';
import { define, isObject } from '../payload/plain-object.js';
import { type Container, isContainer, refill } from './plain-tree.js';
import type { ValueCopies } from './value-copies.js';

import { holdsAny, markParts } from './live-parts.js';
import { isSameKind, isSameObject, type Properties, propertiesOf } from './own-properties.js';
import { split } from './split-object.js';
import { hasChanged, refuseChanged, snapshotOf, mergeEdits, type WatchedObject } from './watched-object.js';

/** The value whose objects are watched. */
export interface WatchedValue {
  /** Returns the value as the application has it, or would get it. */
  present(): unknown;
  /** Replaces the value, because a watched object was edited. */
  replace(value: unknown): void;
  /** Whether the value exists. Another request may have removed it. */
  exists(): boolean;
  /** Sets a removed value to an object again. */
  revive(object: WatchedObject): void;
}

/**
 * The objects of the application that were copied into one value.
 *
 * An object is compared as a whole until an update accesses its copy. Then it is split: each object in it is compared
 * separately. So an update compares only what it accesses, and an object that shares parts with earlier ones adds only
 * its new parts.
 */
export class WatchedObjects {
  readonly #copies: ValueCopies;
  readonly #key: string;
  readonly #value: WatchedValue;
  /** The objects that belong to the whole value, even after it was replaced. In the order in which they were added. */
  #whole: WatchedObject[] = [];
  /** The other objects by their copies. */
  readonly #parts = new Map<Container, WatchedObject[]>();
  /**
   * The frozen objects that the application sees as the whole value. Nothing in them can change that is not in the
   * value.
   */
  readonly #frozen = new WeakSet<object>();
  #added = 0;
  #pruneAt = leastPruned;

  constructor(copies: ValueCopies, key: string, value: WatchedValue) {
    this.#copies = copies;
    this.#key = key;
    this.#value = value;
  }

  add(object: WatchedObject): void {
    const { ours } = object;
    if (!ours) {
      this.#whole.push(object);
      return;
    }
    this.#added++;
    const known = this.#parts.get(ours);
    if (!known) this.#parts.set(ours, [object]);
    else {
      const others = object.isReturned ? known.filter((other) => !this.#isReplaced(other)) : known;
      this.#parts.set(ours, [...others, object]);
    }
  }

  /** Whether the application sees the object as the whole value. */
  isWhole(object: object): boolean {
    const isIt = ({ isWhole, theirs }: WatchedObject): boolean => isWhole === true && theirs === object;
    return (
      this.#frozen.has(object) ||
      this.#whole.some(isIt) ||
      [...this.#parts.values()].some((objects) => objects.some(isIt))
    );
  }

  /** Repeats the edits of all objects in the value. */
  mergeEdits(): void {
    do this.#mergeFromParts();
    while (this.mergeFromWhole());
  }

  /** Returns whether objects inside them have to be compared, too. */
  mergeFromWhole(): boolean {
    let hasParts = false;
    for (const object of this.#whole) {
      if (!hasChanged(this.#copies, this.#key, object)) continue;
      if (!this.#value.exists()) this.#value.revive(object);
      else {
        const working = this.#value.present();
        if (isContainer(working)) this.#attach(object, working);
        hasParts ||= object.ours !== undefined;
        this.#mergeEdits(object);
      }
    }
    this.#whole = this.#whole.filter(({ ours }) => !ours);
    return hasParts;
  }

  /** An update is about to access a part of the value. */
  visit(part: Container): void {
    for (const object of this.#parts.get(part) ?? []) {
      // A replaced value may contain copies of other objects.
      if (isContainer(object.theirs)) this.visit(unwrap(object.theirs));
      this.#split(object);
      if (hasChanged(this.#copies, this.#key, object, true)) this.#mergeEdits(object);
    }
  }

  /** Another object replaces one that was handed out, with the same objects in it. */
  replaceCopy(from: Container, to: Container, isWhole: boolean): void {
    for (const object of this.#parts.get(from) ?? []) this.add(Object.assign(object, { ours: to }));
    this.#parts.delete(from);
    if (!Object.isFrozen(from)) this.add({ theirs: from, ours: to, seen: propertiesOf(from), isSplit: true, isWhole });
    else if (isWhole) this.#frozen.add(from);
  }

  /** Makes the objects that belong to the whole value belong to its current object. */
  attach(working: Container): void {
    for (const object of this.#whole) this.#attach(object, working);
    this.#whole = this.#whole.filter(({ ours }) => !ours);
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

  #attach(object: WatchedObject, working: Container): void {
    if (!this.#isDivisible(object) || !isSameKind(object.theirs, working)) return;
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
    const root = { value: this.#value.present() };
    if (object.ours && this.#isDivisible(object)) {
      refuseChanged(this.#copies, this.#key, object, root);
      this.#split(object);
      if (hasChanged(this.#copies, this.#key, object)) this.#mergeProperties(object, object.ours);
      return;
    }
    mergeEdits(this.#copies, this.#key, object, root);
    if (!object.ours) this.#value.replace(root.value);
  }

  /** Whether the objects in it can be watched separately. */
  #isDivisible({ theirs, seen, isSplit }: WatchedObject): boolean {
    return isSplit === true || (isSameKind(theirs, seen) && this.#copies.isTree(seen));
  }

  #mergeProperties(object: WatchedObject, ours: Container): void {
    const theirs = object.theirs as Container;
    const { names, values } = object.seen as Properties;
    if (names) {
      const before = new Map(names.map((name, index) => [name, values[index]]));
      for (const name of names) if (!Object.hasOwn(theirs, name)) Reflect.deleteProperty(ours, name);
      for (const [name, value] of Object.entries(theirs)) {
        if (!before.has(name) || !isSameObject(before.get(name), value)) define(ours, name, this.#copyIn(value));
      }
    } else {
      refill(ours, this.#mergedItems(theirs as unknown[], values, ours as unknown[]));
    }
    const hasOthers = Object.values(theirs).some((value) => isObject(value) && !isContainer(value));
    object.isSplit = !hasOthers;
    object.seen = hasOthers ? snapshotOf(this.#copies, this.#key, theirs) : propertiesOf(theirs);
  }

  /** Returns copies of the items of the application's array. An item that was copied before keeps its copy. */
  #mergedItems(theirs: readonly unknown[], seen: readonly unknown[], ours: readonly unknown[]): unknown[] {
    const copies = new Map<object, Container>();
    for (const item of ours) {
      if (!isContainer(item)) continue;
      copies.set(item, item);
      for (const object of this.#parts.get(item) ?? []) copies.set(object.theirs, item);
    }
    const placed = new Set<unknown>();
    const place = (item: unknown, copy: unknown): unknown => {
      if (isObject(item) && (copy === undefined || placed.has(copy))) return this.#copyIn(item);
      placed.add(copy);
      return copy;
    };
    const isInStep = ours.length === seen.length;
    return theirs.map((item, index) => {
      if (isInStep && index < ours.length && isSameObject(item, seen[index])) return place(item, ours[index]);
      return place(item, isObject(item) ? copies.get(unwrap(item)) : item);
    });
  }

  #copyIn(theirs: unknown): unknown {
    if (!isObject(theirs)) return theirs;
    const seen = snapshotOf(this.#copies, this.#key, theirs) as object;
    const ours = snapshotOf(this.#copies, this.#key, seen);
    if (isContainer(ours) && isContainer(theirs) && !keepDrafted(theirs)) this.add({ theirs, ours, seen });
    return ours;
  }

  #split(object: WatchedObject): void {
    if (object.isSplit || !object.ours || !this.#isDivisible(object)) return;
    for (const part of split(this.#copies, this.#key, object, object.ours)) this.add(part);
  }

  /**
   * Whether an update returned the object, so that its successor replaces it. The parts that both share are watched on.
   */
  #isReplaced(object: WatchedObject): boolean {
    if (object.isReturned) this.#split(object);
    return object.isReturned === true && object.isSplit === true;
  }
}

/** More levels than any value has that can be stored. */
const mostLevels = 200;

/** Pruning costs as much as the value is large. It does not pay for fewer objects. */
const leastPruned = 64;
