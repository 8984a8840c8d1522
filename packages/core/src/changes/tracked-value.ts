import { SerializeError } from '../contract/errors.js';
import type { Change } from './change-replay.js';
import { isObject } from '../payload/plain-object.js';
import { isContainer } from './plain-tree.js';
import type { DraftRun } from './draft-run.js';
import type { DraftHost } from './raw-edits.js';
import { thaw } from './thaw.js';
import { type UpdateFunction, updateTree, updateWhole } from './update.js';
import type { ValueCopies } from './value-copies.js';
import { absent, type Edit } from './value-diff.js';
import { snapshotOf, type WatchedObject } from './watched-object.js';
import { WatchedObjects } from './watched-objects.js';
import type { WriteLog } from './write-log.js';

/** Access to one value of the session. */
export interface ValueKeeper {
  /** The value as of its last recorded change. Only core holds it. */
  known(): unknown;
  /** Replaces the value as of its last recorded change. */
  advance(value: unknown, change?: Change): void;
}

/** One value that was handed out to the application, or that came from it. */
export class TrackedValue {
  readonly #copies: ValueCopies;
  readonly #key: string;
  readonly #keeper: ValueKeeper;
  /** The copy that the application holds. */
  #handedOut: object | undefined;
  /** Whether nothing else refers to parts of the known value, so that it can be updated in place. */
  #ownsKnown = false;
  readonly #watched: WatchedObjects;

  constructor(copies: ValueCopies, key: string, keeper: ValueKeeper) {
    this.#copies = copies;
    this.#key = key;
    this.#keeper = keeper;
    this.#watched = new WatchedObjects(copies, key, {
      present: () => this.#present(),
      replace: (value) => {
        if (isObject(value)) this.#handedOut = value;
      },
      exists: () => keeper.known() !== absent,
      revive: (object) => this.#revive(object),
    });
  }

  /** Whether the object is the whole value, as the application sees it. */
  isFor(object: object): boolean {
    return object === this.#handedOut || this.#watched.isWhole(object);
  }

  /** Returns the value for the application to hold and edit. */
  handOut(): unknown {
    this.#watched.mergeEdits();
    return this.#present();
  }

  /** Sets the value to a copy of an object that can be stored. */
  accept(theirs: object): void {
    const value = this.#copies.copy(this.#key, theirs);
    this.#watched.add({ theirs, ours: undefined, seen: value, isWhole: true });
    this.#keeper.advance(value, { kind: 'set', value });
  }

  /** Records the edits inside the objects that the application holds. */
  recordEdits(): void {
    this.#watched.mergeEdits();
    const [copies, key, working, known] = [this.#copies, this.#key, this.#handedOut, this.#keeper.known()];
    if (!working || copies.isUnchanged(key, known, working)) return;
    copies.refuse(key, working);
    const value = copies.copy(key, working);
    const edits = copies.diff(known, value);
    this.#ownsKnown = false;
    this.#keeper.advance(value, edits.length > 0 ? { kind: 'merge', edits } : undefined);
  }

  /** @param initial - The value to start from if there is none. Only core holds it. */
  update(initial: unknown, update: UpdateFunction): unknown {
    const [copies, key] = [this.#copies, this.#key];
    const change: Change = { kind: 'update', initial, update };
    // A part is compared when the function accesses it.
    this.#watched.mergeFromWhole();
    this.#watched.prune(this.#handedOut);
    if (this.#keeper.known() === absent) this.#handedOut = undefined;
    this.#thaw();
    const known = this.#knownOr(initial);
    if (!isContainer(known) || !copies.isTree(known)) return this.#updateWhole(initial, update, change);
    const ownKnown = this.#ownsKnown && known === this.#keeper.known() ? known : copies.copyOwn(key, known);
    const working = this.#handedOut ?? copies.copyOwn(key, known);
    if (!isContainer(working) || !isContainer(ownKnown)) return this.#updateWhole(initial, update, change);
    const before = this.#keeper.known();
    const host: DraftHost = {
      recordEdit: (edit: Edit) => this.#keeper.advance(ownKnown, { kind: 'merge', edits: [edit] }),
      copied: (object) => this.#watched.add(object),
      visit: (part) => this.#watched.visit(part),
    };
    if (before !== absent) {
      this.#handedOut = working;
      this.#ownsKnown = true;
      this.#keeper.advance(ownKnown);
      this.#watched.attach(working);
    }
    const result = updateTree(copies, key, { working, known: ownKnown }, update, host);
    if ('bySerializer' in result) return this.#replace(result.bySerializer, change, result.run);
    for (const object of result.copied) this.#watched.add(object);
    this.#handedOut = isObject(result.value) ? result.value : undefined;
    this.#ownsKnown = true;
    this.#keeper.advance(result.known, change);
    return result.value;
  }

  /** The application may have frozen what it holds. The update needs an object that it can change. */
  #thaw(): void {
    if (!this.#handedOut || Object.isExtensible(this.#handedOut)) return;
    this.recordEdits();
    const former = this.#handedOut;
    if (isContainer(former) && this.#copies.isTree(this.#keeper.known())) {
      this.#handedOut = thaw(former, (from, to) => this.#watched.replaceCopy(from, to, from === former));
    } else this.keepReplaced();
  }

  /** The value is about to be replaced. Edits of the object that was handed out still count. */
  keepReplaced(): void {
    if (this.#handedOut) this.#keepWatching(this.#handedOut, this.#keeper.known());
  }

  /** Likewise, but the edits so far do not count. */
  keepReplacedAsItIs(): void {
    if (this.#handedOut) this.#keepWatching(this.#handedOut, snapshotOf(this.#copies, this.#key, this.#handedOut));
  }

  #keepWatching(theirs: object, seen: unknown): void {
    this.#watched.add({ theirs, ours: undefined, seen, isWhole: true });
    this.#handedOut = undefined;
    this.#ownsKnown = false;
  }

  /** The known value is about to be referred to elsewhere. */
  shareKnown(): void {
    this.#ownsKnown = false;
  }

  #updateWhole(initial: unknown, update: UpdateFunction, change: Change): unknown {
    this.recordEdits();
    const known = this.#knownOr(initial);
    return this.#replace(updateWhole(this.#key, this.#copies.copyOwn(this.#key, known), update), change);
  }

  /**
   * Replaces the value by a copy of the result of an update, which the application may hold.
   *
   * @param run - The run, if the update has written into the former value.
   */
  #replace(made: unknown, change: Change, run?: DraftRun): unknown {
    const value = this.#copyOf(made, run);
    if (run) this.#recordWithout(run.log);
    const isTakenBack = made !== this.#handedOut && this.#keepWritten(run?.log);
    this.#handedOut = undefined;
    // The parts of the former value in it were restored.
    const seen = isTakenBack ? this.#copies.copy(this.#key, made) : value;
    if (isObject(made)) this.#watched.add({ theirs: made, ours: undefined, seen, isWhole: true });
    this.#ownsKnown = false;
    this.#keeper.advance(value, change);
    return this.#present();
  }

  /** @throws {@link SerializeError} for a value that cannot be stored, after undoing the update's writes */
  #copyOf(made: unknown, run: DraftRun | undefined): unknown {
    try {
      this.#copies.refuseGiven(this.#key, made);
      return this.#copies.copy(this.#key, made);
    } catch (error) {
      run?.fail();
      throw error;
    }
  }

  /** Records edits made in place, without the writes of an update. */
  #recordWithout(writes: WriteLog): void {
    writes.undo();
    this.recordEdits();
    writes.redo();
  }

  /**
   * Keeps the replaced value with the writes of an update, or undoes them if it cannot be stored so. Returns whether it
   * undid them.
   */
  #keepWritten(writes: WriteLog | undefined): boolean {
    if (writes) {
      try {
        this.keepReplacedAsItIs();
        return false;
      } catch (error) {
        if (!(error instanceof SerializeError)) throw error;
        writes.undo();
      }
    }
    this.keepReplaced();
    return writes !== undefined;
  }

  #present(): unknown {
    const known = this.#keeper.known();
    if (known === absent) return undefined;
    if (!isObject(known)) return known;
    this.#handedOut ??= this.#copies.copyOwn(this.#key, known) as object;
    return this.#handedOut;
  }

  #knownOr(initial: unknown): unknown {
    const known = this.#keeper.known();
    return known === absent ? initial : known;
  }

  /** Sets a value that another request has removed, because the application has edited its object since. */
  #revive(object: WatchedObject): void {
    this.#copies.refuse(this.#key, object.theirs);
    object.seen = snapshotOf(this.#copies, this.#key, object.theirs);
    this.#handedOut = undefined;
    this.#keeper.advance(object.seen, { kind: 'set', value: object.seen });
  }
}
