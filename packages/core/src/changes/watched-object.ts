import { keepDrafted, unwrap } from './draft-node.js';
import { hasSameProperties, type Properties } from './own-properties.js';
import { isObject } from '../payload/plain-object.js';
import { haveSameKind, isContainer, refill } from './plain-tree.js';
import type { ValueCopies } from './value-copies.js';

/**
 * An object of the application that was copied into the session. Later edits of the object are repeated in the copy.
 */
export interface WatchedObject {
  readonly theirs: object;
  /** The copy. `undefined` for the whole value, even after it was replaced. */
  ours: object | undefined;
  /** The object when it was last compared: a deep copy or, once the object is split, its own properties. */
  seen: unknown;
  /** Whether the objects in it are watched separately. */
  isSplit?: boolean;
  /** Whether the application sees it as the whole value, because it was set or handed out. */
  readonly isWhole?: boolean;
  /** Whether an update returned it as the new value. It is watched until another update returns its successor. */
  readonly isReturned?: boolean;
}

/** Returns a copy of an object for a later comparison. The object can be stored. */
export function snapshotOf(copies: ValueCopies, key: string, theirs: object): unknown {
  const tree = copies.directly(theirs, { keep: keepDrafted });
  return isObject(tree) ? tree : copies.copy(key, theirs);
}

/** @param isQuick - Whether to ignore symbols, which are refused when the value is read or stored. */
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
 * Repeats the edits of an object since the last comparison in its copy. An edit whose place in the copy is gone is
 * dropped.
 *
 * @param root - The whole value.
 * @throws {@link SerializeError} for a value that cannot be stored
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
    if (before !== after && isObject(before) && isObject(after) && haveSameKind(before, after)) {
      if (!copies.isUnchanged(key, after, before)) refill(before, after);
      holder.value = before;
    }
  }
  object.seen = now;
}

/** @throws {@link SerializeError} for a value that cannot be stored, with its path in the whole value */
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
