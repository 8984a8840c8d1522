import { StoreError } from '../contract/errors.js';
import type { UpdateResult } from '../contract/keyed-store.js';
import type { Base, SessionState } from '../session-state.js';
import { type Created, createUnderNext, settleUnderNewKey } from './create-record.js';
import { latestOf } from './follow.js';
import { updateSurely } from './sure-calls.js';
import {
  buildRecord,
  type BuiltRecord,
  interrupt,
  rebase,
  renewNext,
  tombstoneRecord,
  type WalkContext,
} from './walk-context.js';

/**
 * Gives a stored session a new key: stores it under the new id, then turns the old record into a tombstone that names its successor.
 *
 * In this order, a process that dies in between leaves a record that nobody holds a key to, and never an old key with new
 * privileges. The second step is conditional, so that nothing which others were told is stored gets lost; and because it is an
 * update, a lost reply is decided by the revision, which a deletion could not tell from a sign-out.
 *
 * Answers `false` when it turned out that the key is not to change after all.
 */
export async function changeKey(context: WalkContext, state: SessionState, giveUpAt: number): Promise<boolean> {
  const hadOwner = state.base!.owner !== undefined;
  let created: Created | undefined;
  for (;;) {
    const base = state.base!;
    const by = state.keyChange!;
    const built = buildRecord(context, state);
    created = created
      ? await replace(context, state, created, built)
      : await createUnderNext(context, state, built.record);
    if (!created) return interrupted(context, state, base, hadOwner);
    const result = await supersede(context, base, created, by);
    if (result.status === 'written') {
      await settleUnderNewKey(context, state, built, created, by);
      context.events.emit('saved', { id: created.id });
      return true;
    }
    const latest = result.status === 'conflict' ? await latestOf(context, base.id, result.current) : undefined;
    if (!latest || latest === 'signed-in') {
      if (state.keyChange === 'sign-in' && !hadOwner) return keepWithoutGuestData(context, state, created);
      await discard(context, state, created);
      return interrupted(context, state, base, hadOwner);
    }
    if (performance.now() >= giveUpAt) {
      await discard(context, state, created);
      throw new StoreError('Other requests kept changing this session while its key was to change. Try again.', {
        outcome: 'not-applied',
      });
    }
    rebase(context, state, latest);
    // Another request regenerated first, and its answer carries the key: this one only adds its changes.
    const isLost = latest.id !== base.id && state.keyChange === 'regenerate';
    if (isLost) state.keyChange = undefined;
    if (isLost || !state.worthStoring) {
      await discard(context, state, created);
      return false;
    }
  }
}

/** Nobody holds the key of what may stay behind when this fails: no reason for the request to fail. */
async function discard(context: WalkContext, state: SessionState, created: Created): Promise<void> {
  await context.store.delete(created.id).catch(() => undefined);
  await renewNext(context, state);
}

function interrupted(context: WalkContext, state: SessionState, { id }: Base, hadOwner: boolean): true {
  interrupt(context, state, id, hadOwner);
  return true;
}

/** The new record follows what happened to the old one meanwhile. `undefined`: others have ended or changed it already. */
async function replace(
  context: WalkContext,
  state: SessionState,
  created: Created,
  { record }: BuiltRecord,
): Promise<Created | undefined> {
  const version = created.version ?? (await context.store.load(created.id))?.version;
  if (version === undefined) return undefined;
  const result = await updateSurely(context.store, created.id, record, version);
  if (result.status === 'written') return { id: created.id, version: result.version };
  await discard(context, state, created);
  return undefined;
}

async function supersede(
  context: WalkContext,
  base: Base,
  created: Created,
  by: 'regenerate' | 'sign-in',
): Promise<UpdateResult> {
  try {
    const current = base.version === undefined ? await context.store.load(base.id) : undefined;
    if (base.version === undefined && current?.revision !== base.revision) {
      return current ? { status: 'conflict', current } : { status: 'gone' };
    }
    const tombstone = tombstoneRecord(context, base, { successor: created.id, by });
    return await updateSurely(context.store, base.id, tombstone, base.version ?? current!.version, true);
  } catch (error) {
    // When it may have been superseded, others may have followed to the new record already, and been told that it is stored.
    const certain = !(error instanceof StoreError) || error.outcome === 'not-applied';
    if (certain) await context.store.delete(created.id).catch(() => undefined);
    throw error;
  }
}

/** The guest's session ended meanwhile, and who signs in has proved who they are: they get a session, without what the guest had. */
async function keepWithoutGuestData(context: WalkContext, state: SessionState, created: Created): Promise<true> {
  const base = state.base!;
  rebase(context, state, undefined);
  const by = state.keyChange;
  const built = buildRecord(context, state);
  const replaced = await replace(context, state, created, built);
  if (!replaced) return interrupted(context, state, base, true);
  await settleUnderNewKey(context, state, built, replaced, by);
  context.events.emit('created', { id: replaced.id });
  return true;
}
