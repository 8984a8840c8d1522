import { StoreError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';
import type { SessionRecord } from '../contract/session-record.js';
import { createRevision } from '../keys/revision.js';
import { encodeEnvelope, type Tombstone, tombstoneLife } from '../payload/envelope.js';
import type { Created, KeyedContext } from './keyed-context.js';

/*
 * Tombstones, and records whose key no response will carry. No request can load such a record, so a failure to remove
 * it does not fail the request: the record ends at its deadline.
 */

/** The record that takes the place of a session for a minute. */
export function tombstoneRecord(
  context: KeyedContext,
  { createdAt }: Pick<SessionRecord, 'createdAt'>,
  tombstone: Tombstone,
): SessionRecord {
  return {
    payload: encodeEnvelope(context.serializer, tombstone),
    createdAt,
    expiresAt: context.now() + tombstoneLife,
    revision: createRevision(),
  };
}

/**
 * `barred`: it cannot be stored any more. `edited`: it was stored, and then another request stored something over it.
 */
type LateInsert =
  | { readonly status: 'arrived'; readonly version: string }
  | { readonly status: 'barred' | 'edited' | 'unknown' };

/**
 * Decides the outcome of an insert whose reply was lost and whose record was not there a moment ago: a tombstone takes
 * its place, so that the store refuses the insert if it arrives. Otherwise the record would exist until the end of its
 * lifetime, listed among its owner's sessions, although no browser has its key.
 *
 * A tombstone lasts a minute, which is longer than statements wait in servers. The insert itself cannot be given so
 * short a deadline, because moving that later would cost every new session another round trip. The id is not used
 * again: an insert that is even later would bring back a session that ended meanwhile.
 */
export async function barLateInsert(context: KeyedContext, id: SessionId, record: SessionRecord): Promise<LateInsert> {
  const store = context.store.withGrace();
  try {
    // Nothing is ever stored under that id: a request that follows the tombstone finds no session.
    const { id: successor } = context.createKeyAndId();
    const barred = await store.create(id, tombstoneRecord(context, record, { successor, by: 'sign-in' }));
    if (barred.status === 'written') return { status: 'barred' };
    const current = await store.load(id);
    if (!current) return { status: 'unknown' };
    if (current.revision !== record.revision) return { status: 'edited' };
    return { status: 'arrived', version: current.version };
  } catch (error) {
    // The request reports the outcome of the insert.
    if (error instanceof StoreError) return { status: 'unknown' };
    throw error;
  }
}

/** Removes a record that nothing refers to. */
export async function discard({ store }: KeyedContext, { id }: Created): Promise<void> {
  await store
    .withGrace()
    .delete(id)
    .catch(() => undefined);
}

/**
 * Lets a record end with the tombstone that may refer to it: until then other requests may follow the tombstone to it,
 * and what they store there moves its deadline again.
 */
export async function endWithTombstone(context: KeyedContext, created: Created): Promise<void> {
  const store = context.store.withGrace();
  const { id, record } = created;
  try {
    const current = created.version === undefined ? await store.load(id) : undefined;
    const version = created.version ?? (current?.revision === record.revision ? current.version : undefined);
    if (version === undefined) return;
    const expiresAt = Math.min(record.expiresAt, context.now() + tombstoneLife);
    await store.update(id, { ...record, expiresAt, revision: createRevision() }, version);
  } catch {
    // See above.
  }
}
