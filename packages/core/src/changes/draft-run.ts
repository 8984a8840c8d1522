import { type DraftNode, type DraftWork, hasWritten, keepDrafted, unwrap } from './draft-node.js';
import { createDraft } from './draft-traps.js';
import { splice } from './moved-items.js';
import { snapshotOf, type WatchedObject } from './watched-object.js';
import { WatchedObjects } from './watched-objects.js';
import { isObject } from '../payload/plain-object.js';
import { type Container, isContainer } from './plain-tree.js';
import { type DraftHost, isAlike, recordRawEdit } from './raw-edits.js';
import type { ValueCopies } from './value-copies.js';
import { own } from './value-diff.js';
import { WriteLog } from './write-log.js';

/** One run of an update's function on drafts of one value. Only what the function reads or writes costs anything. */
export class DraftRun implements DraftWork {
  readonly key: string;
  readonly copies: ValueCopies;
  readonly root: DraftNode;
  /** The function has returned. Drafts that it leaked write directly into the value. */
  isOver = false;
  /** The function's writes were undone. Writes of leaked drafts are ignored. */
  hasFailed = false;
  /** The value has to be checked as a whole: it may have holes, hidden properties and the like. */
  needsFullCheck = false;
  /** The objects that were copied while the function ran. `undefined` if there are none. */
  #copied: WatchedObjects | undefined;
  readonly log = new WriteLog();
  readonly #host: DraftHost;
  /** In the order in which the function has accessed them. */
  readonly nodes: DraftNode[] = [];
  /** By the objects that they show. */
  readonly #nodes = new Map<object, DraftNode>();

  /**
   * @param known - The value as of its last recorded change, which the run updates. `undefined` if it is not needed.
   */
  constructor(copies: ValueCopies, key: string, working: Container, known: Container | undefined, host: DraftHost) {
    this.copies = copies;
    this.key = key;
    this.#host = host;
    this.root = this.#createNode(working, known, undefined, '', undefined);
  }

  /**
   * The node of a draft, or of an object that a draft shows. A draft of another run has none, because it may be another
   * session's.
   */
  nodeOf(value: object): DraftNode | undefined {
    return this.#nodes.get(unwrap(value));
  }

  /** The node of a part of the value, or of a draft that shows one. */
  partOf(value: object): DraftNode | undefined {
    const node = this.nodeOf(value);
    return node && !node.theirs ? node : undefined;
  }

  /** What to store for a value from the function: the object that a draft shows, or the value itself. */
  rawOf(value: unknown): unknown {
    return (isObject(value) && this.nodeOf(value)?.raw) || unwrap(value);
  }

  /** What the function gets for a property. */
  draftOf(parent: DraftNode, name: PropertyKey, value: unknown): unknown {
    if (!isContainer(value) || typeof name !== 'string') return value;
    const node = this.nodeOf(value);
    if (node) return node.draft;
    // A moved item is still the same part of the value.
    const movedFrom = parent.moved?.get(value);
    const key = movedFrom === undefined ? name : String(movedFrom);
    const isWritten = movedFrom === undefined && hasWritten(parent, name);
    // Once the function has returned, what it has put in was copied.
    const isTheirs = !this.isOver && (isWritten || parent.theirs !== undefined);
    const known = isTheirs || !parent.known ? undefined : own(parent.known, key);
    const made = this.#createNode(
      value,
      isContainer(known) ? known : undefined,
      parent,
      key,
      isTheirs ? value : undefined,
    );
    made.isCopied = parent.isCopied && !isWritten;
    return made.draft;
  }

  /**
   * Records an edit of this property that was made in place, outside this update. The function may depend on it, so it
   * has to come before the update in the log. Edits of what the function does not touch are recorded later.
   */
  checkForRawEdit(node: DraftNode, name: PropertyKey): void {
    const { known, raw } = node;
    if (!known || this.isOver || typeof name !== 'string' || hasWritten(node, name)) return;
    if (isAlike(own(known, name), own(raw, name))) return;
    this.log.undo();
    let isTree = true;
    try {
      isTree = recordRawEdit(this.copies, this.key, node, name, this.#host);
    } finally {
      this.log.redo();
    }
    if (isTree) return;
    this.fail();
    throw new Error('The update has to run on a copy. This is caught where it began.');
  }

  checkForRawEdits(node: DraftNode): void {
    if (!node.known || this.isOver) return;
    for (const name of Object.keys(node.raw)) this.checkForRawEdit(node, name);
    for (const name of Object.keys(node.known)) if (!Object.hasOwn(node.raw, name)) this.checkForRawEdit(node, name);
    if (Array.isArray(node.raw)) this.checkForRawEdit(node, 'length');
  }

  write(node: DraftNode, name: PropertyKey, write: () => boolean, cutAt?: number): boolean {
    if (this.hasFailed) return true;
    if (node.theirs && !node.isCopied) this.#copyIn(node);
    if (this.isOver) return write();
    this.checkForRawEdit(node, name);
    const { raw } = node;
    if (Array.isArray(raw)) {
      this.checkForRawEdit(node, 'length');
      // Anything but an existing item, the next item or a shorter length.
      const at = name === 'length' ? cutAt : Number(name);
      this.needsFullCheck ||= !(at !== undefined && at >= 0 && at <= raw.length);
    }
    this.needsFullCheck ||= typeof name === 'symbol';
    if (!this.log.write(raw, name, write, cutAt)) return false;
    node.written ??= new Set();
    node.written.add(name);
    // It was checked above, and the write may have changed it.
    if (Array.isArray(raw)) node.written.add('length');
    return true;
  }

  prepareMove(node: DraftNode): boolean {
    if (node.moved) return !this.isOver && !this.hasFailed && !this.needsFullCheck;
    if (this.isOver || this.hasFailed || this.needsFullCheck || !Array.isArray(node.raw)) return false;
    if (node.theirs && !node.isCopied) this.#copyIn(node);
    this.checkForRawEdits(node);
    const items = node.raw;
    if (!Object.isExtensible(items) || Object.keys(items).length !== items.length) return false;
    this.log.recordItems(items);
    node.moved = new Map(
      items.flatMap((item, index) => (isContainer(item) && !node.written?.has(String(index)) ? [[item, index]] : [])),
    );
    node.written ??= new Set();
    node.written.add('length');
    return true;
  }

  move(node: DraftNode, method: (...values: unknown[]) => unknown, values: readonly unknown[]): unknown {
    const kept = values.map((value) => this.rawOf(value));
    const result = Reflect.apply(method, node.raw, kept);
    // `shift` may return an item that is an array.
    if (method !== splice) return this.draftOf(node, 'item', result);
    return (result as unknown[]).map((item) => this.draftOf(node, 'item', item));
  }

  /** Repeats what the function has changed in objects after they were copied. Returns the objects to watch. */
  mergeCopied(): readonly WatchedObject[] {
    this.#copied?.mergeEdits();
    return this.#copied?.all() ?? [];
  }

  /** Whether it is part of a copy that a write has made. */
  isCopy(part: object): boolean {
    return this.#copied?.has(part) === true;
  }

  /** The function has failed: its writes are undone. */
  fail(): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.log.undo();
  }

  #createNode(
    raw: Container,
    known: Container | undefined,
    parent: DraftNode | undefined,
    key: string,
    theirs: Container | undefined,
  ): DraftNode {
    if (!theirs && !this.isOver) this.#host.visit(raw);
    const isTarget = !theirs && Object.isExtensible(raw);
    const node = createDraft(raw, isTarget, this);
    node.known = known && Array.isArray(known) === Array.isArray(raw) ? known : undefined;
    node.parent = parent;
    node.key = key;
    node.array = parent?.array ?? (Array.isArray(raw) ? node : undefined);
    node.theirs = theirs;
    if (parent && theirs) (parent.children ??= []).push(node);
    this.nodes.push(node);
    this.#nodes.set(raw, node);
    return node;
  }

  /** Replaces an object of the application by a copy before the first write, along with the objects that contain it. */
  #copyIn(node: DraftNode): void {
    let top = node;
    while (top.parent?.theirs && !top.parent.isCopied) top = top.parent;
    const theirs = top.raw;
    const { copies, key } = this;
    let ours = copies.tree(theirs, (part) => this.nodeOf(part) && keepDrafted(part));
    if (!isContainer(ours)) {
      copies.refuse(key, this.root.raw);
      ours = copies.copy(key, theirs);
    }
    this.#copied ??= new WatchedObjects(copies, key, () => this.root.raw);
    this.#copied.add({ theirs, ours: ours as Container, seen: snapshotOf(copies, key, theirs) });
    if (top.parent && own(top.parent.raw, top.key) === theirs) {
      Object.defineProperty(top.parent.raw, top.key, { value: ours });
    }
    this.relink(top, ours as Container);
  }

  /** Makes the drafts of an object of the application show its copy. */
  relink(node: DraftNode, raw: Container): void {
    node.raw = raw;
    node.isCopied = true;
    this.#nodes.set(raw, node);
    for (const child of node.children ?? []) {
      const part = own(raw, child.key);
      if (isContainer(part) && child.theirs && !child.isCopied) this.relink(child, part);
    }
  }
}
