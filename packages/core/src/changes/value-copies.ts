import type { Serializer } from '../contract/serializer.js';
import { jsonSerializer, refuseForJson, refuseLargeForJson } from '../payload/json-serializer.js';
import { hasLoneSurrogate } from '../payload/keepable-text.js';
import { isObject, isPlainObject } from '../payload/plain-object.js';
import { copyTree, isSameTree, notATree, type TreeCopyOptions, type Unwrap } from './plain-tree.js';
import { applyEdit, diff, type Edit, isEqual } from './value-diff.js';

/**
 * Copies and compares the values of a session: trees directly, anything else as the serializer's text.
 *
 * A parameter called `own` is a value that only core holds, so nothing else can have edited it.
 */
export class ValueCopies {
  readonly #serializer: Serializer;
  readonly #maxBytes: number;
  /** Every value that JSON stores is a tree. A value of another serializer has to be checked. */
  readonly #isJson: boolean;
  readonly #ownTrees: WeakSet<object> | undefined;
  /** Trees but for the Maps, Sets and Dates in them. */
  readonly #withBuiltIns: WeakSet<object> | undefined;
  readonly #texts: WeakMap<object, string> | undefined;

  /** @param maxBytes - The size of the largest session that the store accepts. */
  constructor(serializer: Serializer, maxBytes = Infinity) {
    this.#serializer = serializer;
    this.#maxBytes = maxBytes;
    this.#isJson = serializer === jsonSerializer;
    if (this.#isJson) return;
    this.#ownTrees = new WeakSet();
    this.#withBuiltIns = new WeakSet();
    this.#texts = new WeakMap();
  }

  /** Whether an object in two places of a value is still one object after it was stored. */
  get keepsSharing(): boolean {
    return !this.#isJson;
  }

  /**
   * Returns the text of a value with its key, so that the path in a refusal begins with the key.
   *
   * @throws {@link SerializeError} for a value that cannot be stored
   */
  textOf(key: string, value: unknown): string {
    return this.#serializer.serialize({ [key]: value });
  }

  parse(key: string, text: string): unknown {
    const wrapped = this.#serializer.deserialize(text);
    return isPlainObject(wrapped) ? wrapped[key] : undefined;
  }

  /** Returns how many characters a value takes. */
  sizeOf(key: string, own: unknown): number {
    return this.#isJson ? JSON.stringify({ [key]: own }).length : this.textOf(key, own).length;
  }

  /** @throws {@link SerializeError} for a value that cannot be stored */
  refuse(key: string, value: unknown, isOpaque?: (value: object) => boolean): void {
    if (this.#isJson && isSimple(value) && isSimple(key) && key !== '__proto__') return;
    if (this.#isJson) refuseForJson({ [key]: value }, isOpaque);
    else this.textOf(key, value);
  }

  /**
   * The same for an argument of a call. With JSON, a value that is far too large is refused at the call, too. Another
   * serializer may write an object that is in many places only once.
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
   * @param depth - How many containers of the value contain the part, at most.
   * @param whole - The value. It is checked if the part is refused: for the path, and because the part may have been
   * removed from it again.
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

  /** Returns a copy of a value that the application holds and that can be stored. */
  copy(key: string, value: unknown): unknown {
    const copy = this.directly(value);
    return copy === notATree ? this.#copyByText(key, this.textOf(key, value)) : copy;
  }

  copyOwn(key: string, own: unknown): unknown {
    if (!isObject(own)) return own;
    const copy = this.directly(own);
    if (copy === notATree) return this.parse(key, this.#textOfOwn(key, own));
    this.markAs(own, copy as object);
    return copy;
  }

  /** Returns a copy of a tree, or {@link notATree}. */
  tree(value: unknown, keep?: TreeCopyOptions['keep']): unknown {
    const copy = this.directly(value, { keep });
    return isObject(copy) && this.#withBuiltIns?.has(copy) ? notATree : copy;
  }

  /**
   * Returns a copy of a tree, or of a value that is a tree but for Maps, Sets and Dates. Returns {@link notATree} for
   * any other, which only the serializer can copy.
   */
  directly(value: unknown, { keep, copied }: Pick<TreeCopyOptions, 'keep' | 'copied'> = {}): unknown {
    let trees = this.#ownTrees;
    const foundBuiltIn = this.#isJson ? undefined : () => void (trees = this.#withBuiltIns);
    const copy = copyTree(value, { isStrict: !this.#isJson, keep, copied, foundBuiltIn });
    if (isObject(copy)) trees?.add(copy);
    return copy;
  }

  /** Whether a copy that the application holds was not edited. */
  isUnchanged(key: string, own: unknown, value: unknown, unwrap?: Unwrap): boolean {
    if (!isObject(own) || !isObject(value)) return Object.is(own, value);
    return this.isDirect(own) ? isSameTree(own, value, unwrap) : this.#textOfOwn(key, own) === this.textOf(key, value);
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

  /** Whether a value that only core holds is a tree, or one but for Maps, Sets and Dates. */
  isDirect(own: unknown): boolean {
    return this.isTree(own) || this.#withBuiltIns?.has(own as object) === true;
  }

  /** Notes that a value is a tree, or one but for Maps, Sets and Dates, as another one is. */
  markAs(part: object, whole: object): void {
    if (this.#withBuiltIns?.has(whole)) this.#withBuiltIns.add(part);
    else this.#ownTrees?.add(part);
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

/** Whether JSON certainly stores the value unchanged. True of nearly all values that are not objects. */
function isSimple(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value === 'string') return value.length < 10_000 && !hasLoneSurrogate(value);
  return typeof value === 'boolean' || value === null;
}
