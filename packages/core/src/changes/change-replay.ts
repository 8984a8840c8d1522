import { absent, applyEdit, diff, isEqual } from './value-diff.js';
import type { ValueTexts } from './value-texts.js';

/** One change of one key, in a form that can be applied again to a newer value. */
export type Change =
  | { readonly kind: 'set'; readonly text: string }
  | { readonly kind: 'delete' }
  | { readonly kind: 'update'; readonly initial: string; readonly run: (draft: unknown) => unknown }
  | { readonly kind: 'merge'; readonly from: string; readonly to: string };

/** What is known when two requests changed one key. `undefined`: not there. */
export interface ConflictingValues<Value = unknown> {
  /** What this request had loaded. */
  readonly base: Value | undefined;
  /** What another request has stored since. */
  readonly current: Value | undefined;
  /** What this request would store. */
  readonly mine: Value | undefined;
}

/**
 * Answers with the value to keep; `undefined` removes the key. `broken`: `mine` is the whole value as this request has it,
 * because its changes inside have no place in `current` any more.
 */
export type ConflictDecision = (key: string, values: ConflictingValues, broken: boolean) => unknown;

/** One key in each of the states that matter; {@link absent} where it is not there. */
interface Sides {
  /** As this request had loaded it. */
  readonly base: unknown;
  /** As another request has stored it since. */
  readonly current: unknown;
  /** As this request has it. */
  readonly mine: unknown;
  /** What the changes are applied to, perhaps in place: a copy of `current`, or nothing where the data was cleared before. */
  readonly start: unknown;
}

/** Applies a request's changes of one key once more. `decided` takes their place where a conflict was decided against them. */
export function replayChanges(
  texts: ValueTexts,
  key: string,
  changes: readonly Change[],
  { base, current, mine, start }: Sides,
  decide: ConflictDecision,
): { readonly value: unknown; readonly decided?: Change } {
  const moved = !isEqual(base, current, texts.same);
  const root = { value: start };
  let contested = false;
  let broken = false;
  for (const change of changes) {
    if (change.kind === 'update') {
      root.value = texts.draft(key, root.value === absent ? change.initial : texts.of(key, root.value), change.run);
    } else if (change.kind === 'merge') {
      const results = applyMerge(texts, key, root, change);
      contested ||= moved && results.some((result) => result !== 'clean');
      broken = results.includes('broken');
      if (broken) break;
    } else {
      contested ||= moved;
      root.value = change.kind === 'set' ? texts.parse(key, change.text) : absent;
    }
  }
  // The value as this request has it holds all its changes, also those that would have come next.
  if (broken) root.value = texts.copy(key, mine);
  if (!contested || isEqual(root.value, current, texts.same)) return root;
  const asked = { base: texts.copy(key, base), current: texts.copy(key, current), mine: texts.copy(key, root.value) };
  const value = decide(
    key,
    { base: plain(asked.base), current: plain(asked.current), mine: plain(asked.mine) },
    broken,
  );
  if (isEqual(value, plain(root.value), texts.same)) return root;
  // The next conflict, if there is one, is about what was decided.
  if (value === undefined) return { value, decided: { kind: 'delete' } };
  const text = texts.of(key, value);
  return { value: texts.parse(key, text), decided: { kind: 'set', text } };
}

/** Applies what happened inside a value to another state of it. */
export function applyMerge(
  texts: ValueTexts,
  key: string,
  root: { value: unknown },
  { from, to }: { readonly from: string; readonly to: string },
): ReturnType<typeof applyEdit>[] {
  const edits = diff(texts.parse(key, from), texts.parse(key, to), texts.same);
  return edits.map((edit) => applyEdit(root, edit, texts.same));
}

/** Whether what came before it does not matter any more. */
export function isWhole({ kind }: Change): boolean {
  return kind === 'set' || kind === 'delete';
}

function plain(value: unknown): unknown {
  return value === absent ? undefined : value;
}
