import type { SessionRecord } from '../contract/session-record.js';
import { StoreError } from '../contract/errors.js';
import type { SessionId } from '../contract/session-id.js';
import type { KeyedContext } from './keyed-context.js';
import { tombstoneRecord } from './tombstone-record.js';

/** `barred`: it cannot be stored any more. `edited`: it was, and somebody has stored something over it. */
export type LateInsert =
  | { readonly status: 'arrived'; readonly version: string }
  | { readonly status: 'barred' | 'edited' | 'unknown' };

/**
 * Settles what becomes of an insert whose answer was lost and that was not there a moment ago: a tombstone takes the place, so that
 * the insert is refused when it arrives. Else it would be a row until the end of its lifetime, listed among its owner's sessions,
 * and nobody would hold its key.
 *
 * A tombstone stands for a minute, which is longer than statements wait in servers; the insert itself cannot be given so short a
 * deadline, because moving that later would cost every new session another trip. The id is not used again either: an insert that
 * is even later would bring back a session that was ended meanwhile.
 */
export async function barLateInsert(context: KeyedContext, id: SessionId, record: SessionRecord): Promise<LateInsert> {
  const store = context.store.withGrace();
  try {
    // Nothing is ever stored under that id: whoever comes by the old one finds no session.
    const { id: successor } = context.createKeyAndId();
    const barred = await store.create(id, tombstoneRecord(context, record, { successor, by: 'sign-in' }));
    if (barred.status === 'written') return { status: 'barred' };
    const current = await store.load(id);
    if (!current) return { status: 'unknown' };
    if (current.revision !== record.revision) return { status: 'edited' };
    return { status: 'arrived', version: current.version };
  } catch (error) {
    // The insert's own outcome is what gets reported.
    if (error instanceof StoreError) return { status: 'unknown' };
    throw error;
  }
}
