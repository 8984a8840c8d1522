import { isObject } from '../payload/plain-object.js';
import { updateAgain, type UpdateFunction } from './update.js';
import type { ValueCopies } from './value-copies.js';
import { absent, type Edit } from './value-diff.js';

/** One change of one key, in a form that can be applied again to a newer value. Only core holds the values in it. */
export type Change =
  | { readonly kind: 'set'; readonly value: unknown }
  | { readonly kind: 'delete' }
  | { readonly kind: 'update'; readonly initial: unknown; readonly update: UpdateFunction }
  | { readonly kind: 'merge'; readonly edits: readonly Edit[] };

/** The values of a conflict: two requests changed one key. `undefined` means absent. */
export interface ConflictingValues<Value = unknown> {
  /** What this request had loaded. */
  readonly base: Value | undefined;
  /** What another request has stored since. */
  readonly current: Value | undefined;
  /** What this request would store. */
  readonly mine: Value | undefined;
}

/**
 * Returns the value to store. `undefined` removes the key. `broken` means that `mine` is the whole value as this
 * request has it, because its edits have no place in `current` any more.
 */
export type ConflictDecision = (key: string, values: ConflictingValues, broken: boolean) => unknown;

/** The values of one key, {@link absent} if it is missing. Only core holds them. */
interface Sides {
  /** As this request had loaded it. */
  readonly base: unknown;
  /** As another request has stored it since. */
  readonly current: unknown;
  /** As this request has it. */
  readonly mine: unknown;
  /** What the changes are applied to: `current`, or nothing where the data was cleared before. */
  readonly start: unknown;
}

/**
 * Applies a request's changes of one key again, to a value that another request has changed. If a conflict was decided
 * against them, `decided` replaces them. Only the caller holds the value.
 */
export function replayChanges(
  copies: ValueCopies,
  key: string,
  changes: readonly Change[],
  { base, current, mine, start }: Sides,
  decide: ConflictDecision,
): { readonly value: unknown; readonly decided?: Change } {
  const root = { value: copies.copyOwn(key, start) };
  let contested = false;
  let broken = false;
  for (const [index, change] of changes.entries()) {
    if (change.kind === 'update') {
      const value = root.value === absent ? copies.copyOwn(key, change.initial) : root.value;
      try {
        root.value = updateAgain(copies, key, value, change.update);
      } catch (error) {
        // An edit on which no update depended is recorded after the updates. If its parent is gone, the update has lost
        // its value, too.
        broken = changes.slice(index + 1).some((later) => isBroken(copies, key, later, root.value));
        if (!broken) throw error;
        contested = true;
        break;
      }
    } else if (change.kind === 'merge') {
      const results = change.edits.map((edit) => copies.apply(root, copyOf(copies, key, edit)));
      contested ||= results.some((result) => result !== 'clean');
      broken = results.includes('broken');
      if (broken) break;
    } else {
      contested = true;
      root.value = change.kind === 'set' ? copies.copyOwn(key, change.value) : absent;
    }
  }
  // This request's own value includes all its changes, also those that would have come next.
  if (broken) root.value = copies.copyOwn(key, mine);
  if (!contested || copies.isEqual(root.value, current)) return root;
  const shown = [base, current, root.value].map((value) => plain(copies.copyOwn(key, value)));
  const value = decide(key, { base: shown[0], current: shown[1], mine: shown[2] }, broken);
  if (value !== undefined) copies.refuse(key, value);
  const decision = value === undefined ? absent : copies.copy(key, value);
  if (copies.isEqual(root.value, decision)) return root;
  // The next conflict starts from the decision.
  if (decision === absent) return { value: absent, decided: { kind: 'delete' } };
  return { value: decision, decided: { kind: 'set', value: copies.copyOwn(key, decision) } };
}

function isBroken(copies: ValueCopies, key: string, change: Change, value: unknown): boolean {
  if (change.kind !== 'merge') return false;
  const root = { value: copies.copyOwn(key, value) };
  return change.edits.some((edit) => copies.apply(root, copyOf(copies, key, edit)) === 'broken');
}

/** The edit keeps its own value for the next conflict. */
function copyOf(copies: ValueCopies, key: string, edit: Edit): Edit {
  return isObject(edit.after) ? { ...edit, after: copies.copyOwn(key, edit.after) } : edit;
}

/** Whether the change makes all earlier changes of the key irrelevant. */
export function isWhole({ kind }: Change): boolean {
  return kind === 'set' || kind === 'delete';
}

function plain(value: unknown): unknown {
  return value === absent ? undefined : value;
}
