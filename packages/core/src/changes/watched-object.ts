import { keepDrafted, unwrap } from './draft-node.js';
import { hasSameProperties, isSameKind, type Properties } from './own-properties.js';
import { isObject } from '../payload/plain-object.js';
import { type Container, isContainer, refill } from './plain-tree.js';
import type { ValueCopies } from './value-copies.js';

/** An object of the application whose copy is in the session. Later changes of the object are repeated in the copy. */
export interface WatchedObject {
  readonly theirs: object;
  /** The copy; `undefined` for the whole value, whichever object that is. */
  ours: Container | undefined;
  /** The object as it was when it was last compared: a copy of all that is in it or, once it is split, its own properties. */
  seen: unknown;
  /** Set where the objects in it are watched each on its own. */
  isSplit?: boolean;
  /** It is the whole value for the application, too: it was set, or handed out. */
  readonly isWhole?: boolean;
  /** An update returned it as the new value. It is watched until another update returns its successor. */
  readonly isReturned?: boolean;
}

/** A copy of an object as it is now, for a later comparison. It can be stored. */
export function snapshotOf(copies: ValueCopies, key: string, theirs: object): unknown {
  const tree = copies.tree(theirs, keepDrafted);
  return isContainer(tree) ? tree : copies.copy(key, theirs);
}

/** @param isQuick - What cannot be stored may be found later. */
export function hasChanged(
  copies: ValueCopies,
  key: string,
  { theirs, seen, isSplit }: WatchedObject,
  isQuick = false,
): boolean {
  return isSplit
    ? !hasSameProperties(seen as Properties, theirs, isQuick)
    : !copies.isUnchanged(key, seen, theirs, unwrap);
}

/**
 * Changes the copy as the object was changed since it was last compared, as if it had been changed there. Drops what has no place
 * there any more.
 *
 * @param root - The whole value.
 * @throws {@link SerializeError} for what cannot be kept
 */
export function mergeEdits(copies: ValueCopies, key: string, object: WatchedObject, root: { value: unknown }): void {
  const { theirs, seen, ours } = object;
  refuseChanged(copies, key, object, root);
  const now = snapshotOf(copies, key, theirs);
  const holder = ours ? { value: ours as unknown } : root;
  for (const edit of copies.diff(seen, now)) {
    const before = holder.value;
    copies.apply(holder, { ...edit, after: isObject(edit.after) ? snapshotOf(copies, key, edit.after) : edit.after });
    const after = holder.value;
    if (before !== after && isContainer(before) && isContainer(after) && isSameKind(before, after)) {
      refill(before, after);
      holder.value = before;
    }
  }
  object.seen = now;
}

/** @throws {@link SerializeError} for what cannot be kept, with its path in the whole value */
export function refuseChanged(
  copies: ValueCopies,
  key: string,
  { theirs, ours }: WatchedObject,
  root: { readonly value: unknown },
): void {
  try {
    copies.refuse(key, theirs, (value) => keepDrafted(value) !== undefined);
  } catch (error) {
    const whole = copies.tree(root.value, (part) => (part === ours ? theirs : undefined));
    if (isContainer(whole)) copies.refuse(key, whole);
    throw error;
  }
}
