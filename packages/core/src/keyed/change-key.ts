import { StoreError } from '../contract/errors.js';
import type { UpdateResult } from '../contract/keyed-store.js';
import type { SessionId } from '../contract/session-id.js';
import type { Base } from '../session/base.js';
import type { SessionState } from '../session/session-state.js';
import { discard, endWithTombstone } from './abandoned-record.js';
import { markAdopted } from './adoption.js';
import { type Created, createUnderNext } from './create-record.js';
import { confirmNewKey, prepareNextKey } from '../persistence/after-write.js';
import { latestOf, liveSuccessor, startFromOwn } from './successor.js';
import { type Lost, updateVerified } from './verified-writes.js';
import { buildRecord, type BuiltRecord } from '../persistence/build-record.js';
import { markInterrupted } from '../persistence/interruption.js';
import { rebase } from '../persistence/rebase.js';
import { tombstoneRecord } from './tombstone-record.js';
import type { KeyedContext } from './keyed-context.js';

/**
 * Gives a stored session a new key: stores it under the new id, then turns the old record into a tombstone that names its successor.
 *
 * In this order, a process that dies in between leaves a record that nobody holds a key to, and never an old key with new
 * privileges. The second step is conditional, so that nothing which others were told is stored gets lost; and because it is an
 * update, a lost reply is decided by the revision, which a deletion could not tell from a sign-out.
 *
 * Answers `false` when it turned out that the key is not to change after all.
 */
export async function changeKey(context: KeyedContext, state: SessionState, giveUpAt: number): Promise<boolean> {
  const hadOwner = state.base!.owner !== undefined;
  let created: Created | undefined;
  try {
    for (;;) {
      const base = state.base!;
      const by = state.keyChange!;
      const built = buildRecord(context, state);
      created = created
        ? await replace(context, state, created, built)
        : await createUnderNext(context, state, built.record);
      const result = await supersede(context, base, created, by);
      if (result.status === 'written') {
        confirmNewKey(context, state, built, created, by);
        context.events.emit(base.isForeign ? 'created' : 'saved', { id: created.id });
        return true;
      }
      if (result.status === 'lost' && (state.keyChange !== 'sign-in' || hadOwner)) throw result.error;
      const latest = result.status === 'conflict' ? await latestOf(context, base.id, result.current) : undefined;
      if (!latest || 'successor' in latest) {
        if (state.keyChange !== 'sign-in') throw markInterrupted(context, state, base.id, hadOwner);
        await signInBeside(context, state, created, latest?.successor);
        return true;
      }
      if (performance.now() >= giveUpAt) throw new StoreError(tooBusy, { outcome: 'not-applied' });
      rebase(context, state, latest);
      // Another request regenerated first, and its answer carries the key: this one only adds its changes.
      const isLost = latest.id !== base.id && state.keyChange === 'regenerate';
      if (isLost) state.keyChange = undefined;
      if (isLost || !state.worthStoring) {
        await discard(context, created);
        prepareNextKey(context, state);
        return false;
      }
    }
  } catch (error) {
    // When the old record may have been superseded, others may have followed to the new one, and been told that it is stored.
    const isUncertain = error instanceof StoreError && error.outcome === 'unknown';
    if (created) await (isUncertain ? endWithTombstone : discard)(context, created);
    throw error;
  }
}

const tooBusy = 'Other requests kept changing this session while its key was to change. Try again.';

/** The new record follows what happened to the old one meanwhile. It is interrupted where others have ended or changed it already. */
async function replace(
  context: KeyedContext,
  state: SessionState,
  created: Created,
  { record }: BuiltRecord,
): Promise<Created> {
  const { id } = created;
  const version = created.version ?? (await context.store.load(id))?.version;
  const result = version === undefined ? undefined : await updateVerified(context.store, id, record, version);
  if (result?.status === 'lost') throw result.error;
  if (result?.status !== 'written') throw markInterrupted(context, state, id, record.owner !== undefined);
  return { id, version: result.version, record };
}

async function supersede(
  context: KeyedContext,
  base: Base,
  created: Created,
  by: 'regenerate' | 'sign-in',
): Promise<UpdateResult | Lost> {
  if (base.isForeign) return markAdopted(context, base.id, { successor: created.id, by });
  const current = base.version === undefined ? await context.store.load(base.id) : undefined;
  if (base.version === undefined && current?.revision !== base.revision) {
    return current ? { status: 'conflict', current } : { status: 'gone' };
  }
  const tombstone = tombstoneRecord(context, base, { successor: created.id, by });
  return updateVerified(context.store, base.id, tombstone, base.version ?? current!.version, true);
}

/**
 * Another sign-in was faster, or the session ended. Who signs in has proved who they are: a guest gets a session in any case, if
 * need be without what the guest had. A session that had an owner and ended was ended on purpose, and that stands.
 */
async function signInBeside(
  context: KeyedContext,
  state: SessionState,
  created: Created,
  successor: SessionId | undefined,
): Promise<void> {
  const { id, owner } = state.base!;
  const live = successor && (await liveSuccessor(context, successor));
  if (!live && owner !== undefined) throw markInterrupted(context, state, id, true);
  startFromOwn(state, live);
  const by = state.keyChange;
  const built = buildRecord(context, state);
  const replaced = await replace(context, state, created, built);
  confirmNewKey(context, state, built, replaced, by);
  context.events.emit('created', { id: replaced.id });
}
