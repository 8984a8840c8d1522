import { keepDrafted, unwrap } from './draft-node.js';
import { isObject } from '../payload/plain-object.js';
import { type Container, isContainer, refill } from './plain-tree.js';
import type { ValueCopies } from './value-copies.js';

/** An object of the application whose copy stands in the session; what changes in the object later is to be taken over. */
export interface CopiedObject {
  readonly theirs: object;
  /** The copy; `undefined` for the whole value, whichever object that is. */
  readonly ours: Container | undefined;
  /** As the object was when it was last looked at. */
  seen: unknown;
}

/** Remembers an object as it is now. It can be kept. */
export function snapshotOf(copies: ValueCopies, key: string, theirs: object): unknown {
  const tree = copies.tree(theirs, keepDrafted);
  return isContainer(tree) ? tree : copies.copy(key, theirs);
}

export function hasChanged(copies: ValueCopies, key: string, { theirs, seen }: CopiedObject): boolean {
  return !copies.isUnchanged(key, seen, theirs, unwrap);
}

/**
 * Changes the copy as the object was changed since it was last looked at, as if it had been changed there. What has no place there
 * any more is dropped.
 *
 * @param root - The whole value.
 * @throws {@link SerializeError} for what cannot be kept
 */
export function takeOver(copies: ValueCopies, key: string, object: CopiedObject, root: { value: unknown }): void {
  const { theirs, seen, ours } = object;
  try {
    copies.refuse(key, theirs, (value) => keepDrafted(value) !== undefined);
  } catch (error) {
    // Refused again where it stands, for the path.
    const whole = copies.tree(root.value, (part) => (part === ours ? theirs : undefined));
    if (isContainer(whole)) copies.refuse(key, whole);
    throw error;
  }
  const now = snapshotOf(copies, key, theirs);
  const holder = ours ? { value: ours as unknown } : root;
  for (const edit of copies.diff(seen, now)) {
    const before = holder.value;
    copies.apply(holder, { ...edit, after: isObject(edit.after) ? snapshotOf(copies, key, edit.after) : edit.after });
    const after = holder.value;
    if (
      before !== after &&
      isContainer(before) &&
      isContainer(after) &&
      Array.isArray(before) === Array.isArray(after)
    ) {
      refill(before, after);
      holder.value = before;
    }
  }
  object.seen = now;
}
