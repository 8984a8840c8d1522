import type { Container } from './plain-tree.js';

/** What drafts need of the run of an update that they belong to. */
export interface DraftWork {
  readonly key: string;
  /** What was written needs to be looked at as a whole. */
  needsFullCheck: boolean;
  draftOf(parent: DraftNode, name: PropertyKey, value: unknown): unknown;
  rawOf(value: unknown): unknown;
  checkForRawEdit(node: DraftNode, name: PropertyKey): void;
  checkForRawEdits(node: DraftNode): void;
  write(node: DraftNode, name: PropertyKey, write: () => boolean, cutAt?: number): boolean;
  /** Prepares for {@link DraftWork.move}. Returns whether it is possible. */
  prepareMove(node: DraftNode): boolean;
  /** Runs a method of an array on what a draft shows. */
  move(node: DraftNode, method: (this: unknown, ...values: unknown[]) => unknown, values: readonly unknown[]): unknown;
}

/** One object or array that the function of an update has got hold of. */
export class DraftNode {
  /** What the function holds in its place. */
  readonly draft: object;
  /** What the draft shows and changes. */
  raw: Container;
  readonly run: DraftWork;
  /** The same part of the value as of its last recorded change; `undefined` where nothing is known of it. */
  known: Container | undefined;
  parent: DraftNode | undefined;
  /** Where it stood in its parent when the update began. */
  key = '';
  /** The outermost array that it is, or is in: edits take arrays as a whole. */
  array: DraftNode | undefined;
  /** The properties that this update has written here; `undefined`: none. */
  written: Set<PropertyKey> | undefined;
  /** Where the containers in this array were before this update moved items: since then, all items count as written. */
  moved: ReadonlyMap<unknown, number> | undefined;
  /** Set where the function has put an object of its own there: that is read as it is, and copied before it is changed. */
  theirs: Container | undefined;
  isCopied = false;
  /** Where it is an object of the application's: the parts of it that the function has got hold of. */
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

/** How many containers it stands in; the value itself stands in none. */
export function depthOf(node: DraftNode): number {
  let depth = 0;
  for (let at = node.parent; at; at = at.parent) depth++;
  return depth;
}

export function nodeOfDraft(value: unknown): DraftNode | undefined {
  return typeof value === 'object' && value !== null ? nodes.get(value) : undefined;
}

/** What a draft stands for; anything else as it is. */
export function unwrap<Value>(value: Value): Value {
  const node = nodeOfDraft(value);
  return node ? (node.raw as Value) : value;
}

/** For copies of what an application made of drafts and objects of its own: what a draft shows is in the value already. */
export function keepDrafted(value: object): object | undefined {
  const node = nodes.get(value);
  return node && (!node.theirs || node.isCopied) ? node.raw : undefined;
}
