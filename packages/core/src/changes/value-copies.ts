import type { Serializer } from '../contract/serializer.js';
import { jsonSerializer, refuseForJson, refuseLargeForJson } from '../payload/json-serializer.js';
import { hasLoneSurrogate } from '../payload/keepable-text.js';
import { isObject, isPlainObject } from '../payload/plain-object.js';
import { copyTree, isSameTree, notATree, type Unwrap } from './plain-tree.js';
import { applyEdit, diff, type Edit, isEqual } from './value-diff.js';

/**
 * Copies and compares the values of a session: trees as they stand, anything else as the serializer's text.
 *
 * Where a parameter is called `own`, only core holds the value, so that nobody else can have changed it.
 */
export class ValueCopies {
  readonly #serializer: Serializer;
  readonly #maxBytes: number;
  /** All that JSON keeps is a tree; of another serializer's values it has to be found out. */
  readonly #isJson: boolean;
  readonly #ownTrees: WeakSet<object> | undefined;
  readonly #texts: WeakMap<object, string> | undefined;

  /** @param maxBytes - What the store takes of a session. */
  constructor(serializer: Serializer, maxBytes = Infinity) {
    this.#serializer = serializer;
    this.#maxBytes = maxBytes;
    this.#isJson = serializer === jsonSerializer;
    if (this.#isJson) return;
    this.#ownTrees = new WeakSet();
    this.#texts = new WeakMap();
  }

  /** Whether a part of a value may stand in two places, and still be one object after it was stored. */
  get keepsSharing(): boolean {
    return !this.#isJson;
  }

  /**
   * Wrapped in its key, so that a refusal's path begins with it.
   *
   * @throws {@link SerializeError} for what cannot be kept
   */
  textOf(key: string, value: unknown): string {
    return this.#serializer.serialize({ [key]: value });
  }

  parse(key: string, text: string): unknown {
    const wrapped = this.#serializer.deserialize(text);
    return isPlainObject(wrapped) ? wrapped[key] : undefined;
  }

  /** How many characters a value takes. */
  sizeOf(key: string, own: unknown): number {
    return this.#isJson ? JSON.stringify({ [key]: own }).length : this.textOf(key, own).length;
  }

  /** @throws {@link SerializeError} for what cannot be kept */
  refuse(key: string, value: unknown, isOpaque?: (value: object) => boolean): void {
    if (this.#isJson && isSimple(value) && isSimple(key) && key !== '__proto__') return;
    if (this.#isJson) refuseForJson({ [key]: value }, isOpaque);
    else this.textOf(key, value);
  }

  /**
   * The same for what a call brings. JSON's is also refused, at the call, where it alone is far too large to be stored; another
   * serializer may write in little what stands in many places.
   *
   * @throws {@link SerializeError}, {@link SessionTooLargeError}
   */
  refuseGiven(key: string, value: unknown, isOpaque?: (value: object) => boolean): void {
    if (this.#isJson && isObject(value)) {
      refuseLargeForJson({ [key]: value }, JSON.stringify(key), this.#maxBytes, isOpaque);
    } else this.refuse(key, value);
  }

  /**
   * The same for a part that is about to be put into a value.
   *
   * @param depth - How many containers of the value it stands in, at most.
   * @param whole - The value, which is looked at where the part would be refused: for the path, and because the part may have been
   * taken out of it again.
   */
  refusePart(key: string, part: unknown, depth: number, whole: unknown, isOpaque?: (value: object) => boolean): void {
    let nested = part;
    for (let level = 0; level < depth; level++) nested = [nested];
    try {
      this.refuseGiven(key, nested, isOpaque);
    } catch {
      this.refuseGiven(key, whole);
    }
  }

  /** A copy of what somebody else holds. It can be kept. */
  copy(key: string, value: unknown): unknown {
    if (!isObject(value)) return value;
    const tree = this.tree(value);
    return tree === notATree ? this.#copyByText(key, this.textOf(key, value)) : tree;
  }

  copyOwn(key: string, own: unknown): unknown {
    if (!isObject(own)) return own;
    const tree = this.tree(own);
    if (tree === notATree) return this.parse(key, this.#textOfOwn(key, own));
    this.#ownTrees?.add(own);
    return tree;
  }

  /** A copy of a tree, or {@link notATree}. */
  tree(value: unknown, keep?: (value: object) => object | undefined): unknown {
    const copy = copyTree(value, { isStrict: !this.#isJson, ...(keep && { keep }) });
    if (isObject(copy)) this.#ownTrees?.add(copy);
    return copy;
  }

  /** Whether a copy that somebody else holds has not been changed. */
  isUnchanged(key: string, own: unknown, value: unknown, unwrap?: Unwrap): boolean {
    if (!isObject(own) || !isObject(value)) return Object.is(own, value);
    return this.isTree(own) ? isSameTree(own, value, unwrap) : this.#textOfOwn(key, own) === this.textOf(key, value);
  }

  isEqual(own: unknown, other: unknown): boolean {
    return isEqual(own, other, this.#same, this.isTree(own) && this.isTree(other));
  }

  diff(own: unknown, other: unknown): Edit[] {
    return diff(own, other, this.#same, this.isTree(own) && this.isTree(other));
  }

  apply(root: { value: unknown }, edit: Edit): ReturnType<typeof applyEdit> {
    return applyEdit(root, edit, this.#same, this.#isJson);
  }

  /** Whether a value that only core holds is known to be a tree. */
  isTree(own: unknown): boolean {
    return this.#isJson || !isObject(own) || this.#ownTrees?.has(own) === true;
  }

  /** Notes that a part of a tree is one. */
  markTree(part: object): void {
    this.#ownTrees?.add(part);
  }

  #copyByText(key: string, text: string): unknown {
    const copy = this.parse(key, text);
    if (isObject(copy)) this.#texts?.set(copy, text);
    return copy;
  }

  #textOfOwn(key: string, own: object): string {
    const text = this.#texts?.get(own) ?? this.textOf(key, own);
    this.#texts?.set(own, text);
    return text;
  }

  readonly #same = (a: unknown, b: unknown): boolean => this.textOf('value', a) === this.textOf('value', b);
}

/** Whether JSON certainly keeps it, which nearly all values that are no objects show at once. */
function isSimple(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value === 'string') return value.length < 10_000 && !hasLoneSurrogate(value);
  return typeof value === 'boolean' || value === null;
}
