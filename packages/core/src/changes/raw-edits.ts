import type { WatchedObject } from './watched-object.js';
import { depthOf, type DraftNode, pathOf } from './draft-node.js';
import { define, isObject } from '../payload/plain-object.js';
import { type Container, isContainer, isSameTree } from './plain-tree.js';
import type { ValueCopies } from './value-copies.js';
import { absent, type Edit, own } from './value-diff.js';

/** What a run reports to the session. */
export interface DraftHost {
  /** The value was edited in place since its last recorded change. */
  recordEdit(edit: Edit): void;
  copied(object: WatchedObject): void;
  /** The function is about to access a part of the value. */
  visit(part: Container): void;
}

/** Whether two properties are equal, without comparing the contents of containers. */
export function isAlike(known: unknown, raw: unknown): boolean {
  if (Object.is(known, raw)) return true;
  return isContainer(known) && isContainer(raw) && Array.isArray(known) === Array.isArray(raw);
}

/**
 * Records an edit that was made in place, and updates the known value. Returns `false` if it has put something there
 * that only the serializer can copy.
 */
export function recordRawEdit(
  copies: ValueCopies,
  key: string,
  node: DraftNode,
  name: string,
  host: DraftHost,
): boolean {
  if (node.array) return recordRawArray(copies, key, node.array, host);
  const { raw, known } = node;
  const before = own(known!, name);
  const path = [...pathOf(node), name];
  const value = own(raw, name);
  if (value === absent) {
    Reflect.deleteProperty(known!, name);
    host.recordEdit({ path, before, after: absent });
    return true;
  }
  const after = copyPart(copies, key, node, value);
  if (after === undefined && isObject(value)) return false;
  host.recordEdit({ path, before, after });
  define(known!, name, copies.tree(after));
  if (!isContainer(value)) return true;
  const ours = copies.tree(after) as Container;
  define(raw, name, ours);
  host.copied({ theirs: value, ours, seen: after });
  return true;
}

/** Edits replace an array as a whole. */
function recordRawArray(copies: ValueCopies, key: string, node: DraftNode, host: DraftHost): boolean {
  const after = copyPart(copies, key, node, node.raw);
  if (after === undefined) return false;
  host.recordEdit({ path: pathOf(node), before: copies.tree(node.known), after });
  bringUp(copies, node.known!, after as Container);
  return true;
}

/** Returns a copy of a part that was put into the value in place, or `undefined` if it is not a tree. */
function copyPart(copies: ValueCopies, key: string, node: DraftNode, part: unknown): unknown {
  copies.refusePart(key, part, depthOf(node) + 1, rootOf(node).raw);
  const copy = copies.tree(part);
  return isObject(part) && !isContainer(copy) ? undefined : copy;
}

/** Makes `known` equal to `now`. Containers that have not moved stay the same objects, because drafts refer to them. */
function bringUp(copies: ValueCopies, known: Container, now: Container): void {
  for (const name of Object.keys(known)) if (!Object.hasOwn(now, name)) Reflect.deleteProperty(known, name);
  if (Array.isArray(known)) known.length = (now as unknown[]).length;
  for (const name of Object.keys(now)) {
    const [before, after] = [own(known, name), own(now, name)];
    if (isContainer(before) && isContainer(after) && isAlike(before, after)) {
      if (!isSameTree(before, after)) bringUp(copies, before, after);
    } else define(known, name, copies.tree(after));
  }
}

function rootOf(node: DraftNode): DraftNode {
  let root = node;
  while (root.parent) root = root.parent;
  return root;
}
