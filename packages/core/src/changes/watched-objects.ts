import { keepDrafted, unwrap } from './draft-node.js';
import { define, isObject } from '../payload/plain-object.js';
import { type Container, isContainer, refill } from './plain-tree.js';
import type { ValueCopies } from './value-copies.js';
import { own } from './value-diff.js';
import { holdsAny, markParts } from './live-parts.js';
import { isSameKind, isSameObject, type Properties, propertiesOf } from './own-properties.js';
import { hasChanged, refuseChanged, snapshotOf, mergeEdits, type WatchedObject } from './watched-object.js';

/** The value whose objects are watched. */
export interface WatchedValue {
  /** As the application has it, or would get it. */
  present(): unknown;
  /** Another value takes its place, because a watched object was changed. */
  replace(value: unknown): void;
  /** Sets the value to an object, where others have removed it. Returns whether it is there already. */
  exists(): boolean;
  revive(object: WatchedObject): void;
}

/**
 * The objects of the application whose copies are in one value.
 *
 * Each is compared as one until an update comes to its copy; from then on, so is each object in it. An update compares only what it
 * comes to, and an object that shares its parts with earlier ones brings only its new parts to compare.
 */
export class WatchedObjects {
  readonly #copies: ValueCopies;
  readonly #key: string;
  readonly #value: WatchedValue;
  /** Those that stand for the whole value, whichever object that is, in the order in which they came. */
  #whole: WatchedObject[] = [];
  /** The others by their copies. */
  readonly #parts = new Map<Container, WatchedObject[]>();
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
    return this.#whole.some(isIt) || [...this.#parts.values()].some((objects) => objects.some(isIt));
  }

  /** Brings the value up to what has changed in all of them. */
  mergeEdits(): void {
    do this.#mergeFromParts();
    while (this.mergeFromWhole());
  }

  /** Returns whether there are others to take over now: objects in those that have changed. */
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

  /** An update comes to a part of the value. */
  visit(part: Container): void {
    for (const object of this.#parts.get(part) ?? []) {
      // A value that was replaced may have copies in it, too.
      if (isContainer(object.theirs)) this.visit(unwrap(object.theirs));
      this.#split(object);
      if (hasChanged(this.#copies, this.#key, object, true)) this.#mergeEdits(object);
    }
  }

  /** From now on, the objects that stand for the whole value belong to the object that it is. */
  attach(working: Container): void {
    for (const object of this.#whole) this.#attach(object, working);
    this.#whole = this.#whole.filter(({ ours }) => !ours);
  }

  /** Forgets those whose copies are not in the value any more, when there may be many. */
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
    // What is taken over from one may be in another, and the objects in an object come after it.
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

  /** Whether each object in it can be watched on its own. */
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

  /** The items of an array as the application has it, each by the copy that it has already, if it has one. */
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

  /** From now on, each object in an object is watched on its own. */
  #split(object: WatchedObject): void {
    const { ours, isSplit } = object;
    if (isSplit || !ours || !this.#isDivisible(object)) return;
    const theirs = object.theirs as Container;
    const seen = object.seen as Container;
    const values: unknown[] = Object.values(seen);
    const isInStep = !Array.isArray(theirs) || theirs.length === values.length;
    for (const [index, name] of Object.keys(seen).entries()) {
      const [item, before, copy] = [own(theirs, name), values[index], own(ours, name)];
      // Of a draft that stands for a part of this value, nothing was copied.
      if (!isContainer(item) || unwrap(item) === before || !isSameKind(before, item)) continue;
      this.#copies.markTree(before as Container);
      // Where items were moved, what was in its place before is not the same object.
      if (!isInStep && !this.#copies.isUnchanged(this.#key, before, item, unwrap)) continue;
      values[index] = item;
      if (isSameKind(copy, item)) this.add({ theirs: item, ours: copy as Container, seen: before });
    }
    object.seen = { names: Array.isArray(seen) ? undefined : Object.keys(seen), values };
    object.isSplit = true;
  }

  /** What an update returned before it returned another: that is the value now, and has the parts that both share. */
  #isReplaced(object: WatchedObject): boolean {
    if (object.isReturned) this.#split(object);
    return object.isReturned === true && object.isSplit === true;
  }
}

/** More than the levels of any value that can be stored. */
const mostLevels = 200;

/** To look for what is not in the value any more costs about as much as the value is large: not for less than this. */
const leastPruned = 64;
