import { StoreError } from '../contract/errors.js';
import type { UpdateResult } from '../contract/keyed-store.js';
import type { SessionId } from '../contract/session-id.js';
import { buildRecord } from '../persistence/build-record.js';
import { markInterrupted, rebase } from '../persistence/changed-elsewhere.js';
import type { Base } from '../session/base.js';
import type { BuiltRecord, KeyChange, SessionState, StoredState } from '../session/session-state.js';
import { createUnderNext } from './create-record.js';
import { markAdopted } from './foreign-visit.js';
import type { Created, KeyedContext } from './keyed-context.js';
import { latestOf, liveSuccessor, startFromOwn } from './successor.js';
import { discard, endWithTombstone, tombstoneRecord } from './unreachable-records.js';
import { type Lost, updateVerified } from './verified-writes.js';

/**
 * Gives a stored session a new key: stores it under the new id, then turns the old record into a tombstone that names
 * its successor.
 *
 * In this order, a process that dies in between leaves a record whose key no browser has, and never an old key with new
 * privileges. The second step is conditional, so that no acknowledged write of another request is lost. It is an
 * update, so that the revision decides the outcome if the reply is lost; a deletion would look like a sign-out.
 *
 * Returns `false` if the key must not change after all.
 */
export async function changeKey(context: KeyedContext, state: StoredState): Promise<boolean> {
  const { owner } = state.base;
  let created: Created | undefined;
  try {
    for (;;) {
      const { base } = state;
      const by = state.keyChange!;
      state.pending.beginWrite();
      const built = buildRecord(context, state);
      created = created
        ? await replace(context, state, created, built)
        : await createUnderNext(context, state, built.record);
      const result = await supersede(context, base, created, by);
      if (result.status === 'written') {
        state.confirmNewKey(created, built, by, state.next.key);
        reportKeyChange(context, base, created, by);
        return true;
      }
      if (result.status === 'lost' && (state.keyChange !== 'sign-in' || owner !== undefined)) throw result.error;
      const latest = result.status === 'conflict' ? await latestOf(context, base.id, result.current) : undefined;
      if (!latest || 'successor' in latest) {
        if (state.keyChange !== 'sign-in') throw markInterrupted(context, state, { id: base.id, owner });
        await signInBeside(context, state, created, latest?.successor);
        return true;
      }
      if (performance.now() >= context.store.endsAt) throw new StoreError(tooBusy, { outcome: 'not-applied' });
      rebase(context, state, latest);
      // Another request regenerated first, and its response carries the key. This one only adds its changes.
      const isLost = latest.id !== base.id && state.keyChange === 'regenerate';
      if (isLost) state.dropKeyChange();
      if (isLost || !state.pending.isWorthStoring) {
        await discard(context, created);
        state.prepareNextKey();
        return false;
      }
    }
  } catch (error) {
    // The old record may have been superseded. Then others may have followed to the new one, and reported what they
    // stored there.
    const isUncertain = error instanceof StoreError && error.outcome === 'unknown';
    if (created) await (isUncertain ? endWithTombstone : discard)(context, created);
    throw error;
  }
}

function reportKeyChange({ events, shownId }: KeyedContext, base: Base, { id }: Created, by: KeyChange): void {
  events.emit(base.isForeign ? 'created' : 'saved', { id });
  // The id of another framework's session is that of its marker, under which nobody has worked here.
  if (!base.isForeign) events.emit('key-changed', { from: shownId(base.id), to: shownId(id), by });
}

const tooBusy = 'Other requests kept changing this session while its key was to change. Try again.';

/**
 * Stores in the new record what has happened to the old one meanwhile.
 *
 * @throws {@link InterruptedError} where others have ended or changed the new record already
 */
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
  if (result?.status !== 'written') throw markInterrupted(context, state, { ...record, id });
  return { id, version: result.version, record };
}

async function supersede(
  context: KeyedContext,
  base: Base,
  created: Created,
  by: KeyChange,
): Promise<UpdateResult | Lost> {
  if (base.isForeign) return markAdopted(context, base.id, { successor: created.id, by });
  const current = base.version === undefined ? await context.store.load(base.id) : undefined;
  if (base.version === undefined && current?.revision !== base.revision) {
    return current ? { status: 'conflict', current } : { status: 'gone' };
  }
  const tombstone = tombstoneRecord(context, base, { successor: created.id, by });
  const version = base.version ?? current!.version;
  return updateVerified(context.store, base.id, tombstone, version, { isFinal: true });
}

/**
 * Another sign-in was faster, or the session ended. A visitor who signs in has proved an identity: a guest gets a
 * session in any case, if need be without the guest's data. A session that had an owner was ended on purpose, and stays
 * ended.
 */
async function signInBeside(
  context: KeyedContext,
  state: StoredState,
  created: Created,
  successor: SessionId | undefined,
): Promise<void> {
  const { base } = state;
  const live = successor && (await liveSuccessor(context, successor));
  if (!live && base.owner !== undefined) throw markInterrupted(context, state, base);
  startFromOwn(state, live);
  const by = state.keyChange;
  state.pending.beginWrite();
  const built = buildRecord(context, state);
  const replaced = await replace(context, state, created, built);
  state.confirmNewKey(replaced, built, by, state.next.key);
  context.events.emit('created', { id: replaced.id });
}
