import { SerializeError } from '../contract/errors.js';
import type { Change } from './change-replay.js';
import { isObject } from '../payload/plain-object.js';
import { type FormerValue, placeParts } from './placed-parts.js';
import { isContainer, notATree } from './plain-tree.js';
import type { WrittenResult } from './draft-result.js';
import type { DraftRun } from './draft-run.js';
import type { DraftHost } from './raw-edits.js';
import { thaw } from './thaw.js';
import { type UpdateFunction, updateTree, updateWhole } from './update.js';
import type { ValueCopies } from './value-copies.js';
import { absent, type Edit } from './value-diff.js';
import { snapshotOf, type WatchedObject } from './watched-object.js';
import { WatchedObjects } from './watched-objects.js';

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
    this.#watched = new WatchedObjects(copies, key, () => this.#present(), {
      replace: (value) => {
        if (isObject(value)) this.#handedOut = value;
      },
      exists: () => keeper.known() !== absent,
      revive: (object) => this.#revive(object),
      thaw: () => this.#thaw(),
    });
  }

  /** Whether the object is the whole value, as the application sees it. */
  isFor(object: object): boolean {
    return object === this.#handedOut || this.#watched.isWhole(object);
  }

  /** Returns the value for the application to hold and edit. */
  handOut(): unknown {
    this.#watched.mergeEdits();
    const value = this.#present();
    if (isObject(value)) this.#watched.attach(value);
    return value;
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
    if (this.#handedOut && !Object.isExtensible(this.#handedOut)) {
      this.recordEdits();
      this.#thaw();
    }
    const known = this.#knownOr(initial);
    // The first copy finds out whether the value is a tree.
    const working = this.#handedOut ?? copies.copyOwn(key, known);
    if (!isContainer(known) || !copies.isTree(known)) return this.#updateWhole(initial, update, change);
    const ownKnown = this.#ownsKnown && known === this.#keeper.known() ? known : copies.copyOwn(key, known);
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
    if (result === notATree) return this.#updateWhole(initial, update, change);
    if ('bySerializer' in result) return this.#replaceWritten(result, change);
    for (const object of result.copied) this.#watched.add(object);
    this.#handedOut = isObject(result.value) ? result.value : undefined;
    this.#ownsKnown = true;
    this.#keeper.advance(result.known, change);
    return result.value;
  }

  /** The application may have frozen what it holds, which is about to change. */
  #thaw(): void {
    const former = this.#handedOut;
    if (former && this.#copies.isDirect(this.#keeper.known())) {
      this.#handedOut = thaw(former, (from, to) => this.#watched.replaceCopy(from, to, from === former));
    }
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

  /** Runs an update on a copy of the value. */
  #updateWhole(initial: unknown, update: UpdateFunction, change: Change): unknown {
    this.recordEdits();
    const [copies, key, known] = [this.#copies, this.#key, this.#knownOr(initial)];
    const working = this.#handedOut ?? copies.copyOwn(key, known);
    const originals = new Map<object, object>();
    let draft = copies.directly(working, { copied: (original, copy) => originals.set(copy, original) });
    if (draft === notATree) draft = copies.copyOwn(key, known);
    else if (isObject(working) && this.#keeper.known() !== absent) {
      this.#handedOut = working;
      this.#watched.attach(working);
      // The update may change any part.
      for (const part of originals.values()) this.#watched.visit(part, true);
    }
    const made = updateWhole(key, draft, update);
    return this.#replace(made, this.#copyOf(made), change, { working, draft, originals });
  }

  /** Ends the run of an update that has put something into the draft that is not a tree. */
  #replaceWritten({ bySerializer: made, run, copied }: WrittenResult, change: Change): unknown {
    // Not later: copying reads the application's objects through drafts, if they are in it.
    const ours = run.nodes.filter((node) => !node.theirs || node.isCopied).map(({ raw }) => [raw, raw] as const);
    const value = this.#copyOf(made, run);
    // Edits made in place come first.
    run.log.undo();
    this.recordEdits();
    run.log.redo();
    for (const object of copied) this.#watched.add(object);
    const { raw } = run.root;
    return this.#replace(made, value, change, { working: raw, draft: raw, originals: new Map<object, object>(ours) });
  }

  /** Replaces the value by the result of an update, and returns what the application may hold of it. */
  #replace(made: unknown, value: unknown, change: Change, former: FormerValue): unknown {
    const isDirect = isObject(made) && this.#copies.isDirect(value);
    const handedOut = isDirect ? placeParts(this.#copies, this.#watched, made, former) : undefined;
    // What was frozen lives on in the objects that replace it.
    const isReplaced = this.#handedOut !== handedOut && !(isDirect && Object.isFrozen(this.#handedOut));
    if (isReplaced) this.#keepIfStorable();
    this.#handedOut = handedOut;
    if (handedOut) this.#watched.forgetReturned(handedOut);
    if (isObject(made) && made !== handedOut) {
      this.#watched.add({ theirs: made, ours: handedOut, seen: value, isWhole: true, isReturned: true });
    }
    this.#ownsKnown = false;
    this.#keeper.advance(value, change);
    return this.#present();
  }

  /** Watches what is replaced, as it is, unless it cannot be stored. */
  #keepIfStorable(): void {
    try {
      this.keepReplacedAsItIs();
    } catch (error) {
      if (!(error instanceof SerializeError)) throw error;
    }
  }

  /** @throws {@link SerializeError} for a value that cannot be stored, after undoing the update's writes */
  #copyOf(made: unknown, run?: DraftRun): unknown {
    try {
      this.#copies.refuseGiven(this.#key, made);
      return this.#copies.copy(this.#key, made);
    } catch (error) {
      run?.fail();
      throw error;
    }
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
