import type { Container } from './plain-tree.js';

/** What a draft needs from the run of the update that it belongs to. */
export interface DraftWork {
  readonly key: string;
  /** The value has to be checked as a whole when the update ends. */
  needsFullCheck: boolean;
  draftOf(parent: DraftNode, name: PropertyKey, value: unknown): unknown;
  rawOf(value: unknown): unknown;
  checkForRawEdit(node: DraftNode, name: PropertyKey): void;
  checkForRawEdits(node: DraftNode): void;
  write(node: DraftNode, name: PropertyKey, write: () => boolean, cutAt?: number): boolean;
  /** Prepares for {@link DraftWork.move}. Returns whether that is possible. */
  prepareMove(node: DraftNode): boolean;
  /** Runs a method of an array on the array that a draft shows. */
  move(node: DraftNode, method: (this: unknown, ...values: unknown[]) => unknown, values: readonly unknown[]): unknown;
}

/** One object or array that the function of an update has accessed. */
export class DraftNode {
  /** What the function holds instead of it. */
  readonly draft: object;
  /** The object that the draft reads and writes. */
  raw: Container;
  readonly run: DraftWork;
  /** The same part of the value as of its last recorded change. `undefined` if the known value has no such part. */
  known: Container | undefined;
  parent: DraftNode | undefined;
  /** Its key in its parent when the update began. */
  key = '';
  /** The outermost array that contains it, or itself. Edits replace arrays as a whole. */
  array: DraftNode | undefined;
  /** The properties that this update has written. `undefined` if there are none. */
  written: Set<PropertyKey> | undefined;
  /** The indexes of this array's containers before this update moved items. Since then, all items count as written. */
  moved: ReadonlyMap<unknown, number> | undefined;
  /**
   * The application's object, if the function put one there. It is read in place, and copied before the first write.
   */
  theirs: Container | undefined;
  isCopied = false;
  /** The parts of an object of the application that the function has accessed. */
  children: DraftNode[] | undefined;

  constructor(draft: object, raw: Container, run: DraftWork) {
    this.draft = draft;
    this.raw = raw;
    this.run = run;
    nodes.set(draft, this);
  }
}

/** By their drafts. */
const nodes = new WeakMap<object, DraftNode>();

export function pathOf(node: DraftNode): string[] {
  const path: string[] = [];
  for (let at = node; at.parent; at = at.parent) path.unshift(at.key);
  return path;
}

export function hasWritten({ written, moved }: DraftNode, name: PropertyKey): boolean {
  return moved !== undefined || written?.has(name) === true;
}

/** How many containers contain it. The value itself has depth 0. */
export function depthOf(node: DraftNode): number {
  let depth = 0;
  for (let at = node.parent; at; at = at.parent) depth++;
  return depth;
}

export function nodeOfDraft(value: unknown): DraftNode | undefined {
  return typeof value === 'object' && value !== null ? nodes.get(value) : undefined;
}

/** Returns the object that a draft shows, and any other value unchanged. */
export function unwrap<Value>(value: Value): Value {
  const node = nodeOfDraft(value);
  return node ? (node.raw as Value) : value;
}

/** For copies of objects that contain drafts: a draft shows a part of the value, which is not copied again. */
export function keepDrafted(value: object): object | undefined {
  const node = nodes.get(value);
  return node && (!node.theirs || node.isCopied) ? node.raw : undefined;
}
