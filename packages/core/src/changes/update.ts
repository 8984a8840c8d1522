import { SessionError } from '../contract/errors.js';
import { type DraftResult, finishRun } from './draft-result.js';
import { DraftRun } from './draft-run.js';
import { isObject } from '../payload/plain-object.js';
import { type Container, isContainer, notATree } from './plain-tree.js';
import type { DraftHost } from './raw-edits.js';
import type { ValueCopies } from './value-copies.js';

export type UpdateFunction = (draft: unknown) => unknown;

/**
 * Runs an update on drafts of a tree, which is changed in place. If the update fails, its writes are undone. Likewise
 * if the tree turns out to be none, because the application has put something else into it in place: then the result is
 * {@link notATree}.
 */
export function updateTree(
  copies: ValueCopies,
  key: string,
  { working, known }: { readonly working: Container; readonly known: Container | undefined },
  update: UpdateFunction,
  host: DraftHost,
): DraftResult | typeof notATree {
  const run = new DraftRun(copies, key, working, known, host);
  try {
    const returned = call(key, update, run.root.draft);
    if (!run.hasFailed) return finishRun(run, returned);
    return notATree;
  } catch (error) {
    const isOver = run.hasFailed;
    run.fail();
    if (isOver) return notATree;
    throw error;
  } finally {
    run.isOver = true;
  }
}

/**
 * Runs an update on a value that it may edit. Returns the function's result or, if that is `undefined`, the edited
 * value.
 */
export function updateWhole(key: string, value: unknown, update: UpdateFunction): unknown {
  const returned = call(key, update, value);
  return returned === undefined ? value : returned;
}

/** Runs an update again, on a value that only core holds. Only core holds the result. */
export function updateAgain(copies: ValueCopies, key: string, value: unknown, update: UpdateFunction): unknown {
  if (isContainer(value) && copies.isTree(value)) {
    const host = { recordEdit: () => undefined, copied: () => undefined, visit: () => undefined };
    const result = updateTree(copies, key, { working: value, known: undefined }, update, host);
    if (result !== notATree) {
      return 'bySerializer' in result ? copies.copy(key, result.bySerializer) : result.value;
    }
  }
  const updated = updateWhole(key, value, update);
  copies.refuse(key, updated);
  return copies.copy(key, updated);
}

function call(key: string, update: UpdateFunction, draft: unknown): unknown {
  const result = update(draft);
  if (isObject(result) && 'then' in result && typeof result.then === 'function') {
    throw new SessionError(
      'INVALID_ARGUMENT',
      `update(${JSON.stringify(key)}): the function must not be asynchronous, because it runs again on a newer value. ` +
        'Await before, then update.',
    );
  }
  return result;
}
