import { StoreError } from '../contract/errors.js';
import type { UpdateResult } from '../contract/keyed-store.js';
import type { Base, SessionState } from '../session-state.js';
import { createRecord, createUnderNext, type Created, settleUnderNewKey } from './create-record.js';
import { latestOf } from './follow.js';
import { updateSurely } from './sure-calls.js';
import { updateRecord } from './update-record.js';
import { buildRecord, type BuiltRecord, interrupt, rebase, tombstoneRecord, type WalkContext } from './walk-context.js';

/**
 * Gives the session a new key: stores it under the new id, then turns the old record into a tombstone that names its successor.
 *
 * In this order, a process that dies in between leaves a record that nobody holds a key to, and never an old key with new
 * privileges. The second step is conditional, so that nothing which others were told is stored gets lost; and because it is an
 * update, a lost reply is decided by the revision, which a deletion could not tell from a sign-out.
 */
export async function changeKey(context: WalkContext, state: SessionState): Promise<void> {
  if (!state.base) return createRecord(context, state);
  const by = state.keyChange!;
  const hadOwner = state.base.owner !== undefined;
  const giveUpAt = performance.now() + context.budget;
  let created: Created | undefined;
  for (;;) {
    const { base } = state;
    const built = buildRecord(context, state);
    created = created ? await replace(context, created, built) : await createUnderNext(context, state, built.record);
    if (!created) return interrupt(context, state, base.id, hadOwner);
    const result = await supersede(context, base, created, by);
    if (result.status === 'written') {
      await settleUnderNewKey(context, state, built, created);
      context.events.emit('saved', { id: created.id });
      return;
    }
    const latest = result.status === 'conflict' ? await latestOf(context, base.id, result.current) : undefined;
    if (!latest || latest === 'signed-in') {
      if (by === 'sign-in' && !hadOwner) return keepWithoutGuestData(context, state, created);
      await context.store.delete(created.id);
      return interrupt(context, state, base.id, hadOwner);
    }
    if (performance.now() >= giveUpAt) {
      await context.store.delete(created.id);
      throw new StoreError('Other requests kept changing this session while its key was to change. Try again.', {
        outcome: 'not-applied',
      });
    }
    rebase(context, state, latest);
    if (latest.id !== base.id && by === 'regenerate') {
      // Another request regenerated first, and its answer carries the key: this one only adds its changes.
      await context.store.delete(created.id);
      state.keyChange = undefined;
      return updateRecord(context, state, true);
    }
  }
}

/** The new record follows what happened to the old one meanwhile. `undefined`: somebody has revoked it already. */
async function replace(context: WalkContext, created: Created, { record }: BuiltRecord): Promise<Created | undefined> {
  const version = created.version ?? (await context.store.load(created.id))?.version;
  if (version === undefined) return undefined;
  const result = await updateSurely(context.store, created.id, record, version);
  return result.status === 'written' ? { id: created.id, version: result.version } : undefined;
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
    return await updateSurely(context.store, base.id, tombstone, base.version ?? current!.version);
  } catch (error) {
    // When it may have been superseded, the new record must stay: the user would be left without a session.
    const certain = !(error instanceof StoreError) || error.outcome === 'not-applied';
    if (certain) await context.store.delete(created.id).catch(() => undefined);
    throw error;
  }
}

/** The guest's session ended meanwhile, and who signs in has proved who they are: they get a session, without what the guest had. */
async function keepWithoutGuestData(context: WalkContext, state: SessionState, created: Created): Promise<void> {
  const { id } = state.base!;
  rebase(context, state, undefined);
  const built = buildRecord(context, state);
  const replaced = await replace(context, created, built);
  if (!replaced) return interrupt(context, state, id, true);
  await settleUnderNewKey(context, state, built, replaced);
  context.events.emit('created', { id: replaced.id });
}
