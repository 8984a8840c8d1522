import { StoreError } from '../contract/errors.js';
import type { CreateResult, DeleteResult, UpdateResult, Written } from '../contract/keyed-store.js';
import type { SessionRecord, StoredSession } from '../contract/session-record.js';
import type { SessionId } from '../contract/session-id.js';
import type { StoreCalls } from './store-calls.js';

/*
 * Writes whose outcome is found out when the answer was lost: by loading once and comparing the revision, which is
 * random and new for every write. Conditional writes can then be sent again as they were, because at most one of two
 * can match. What cannot be told is reported as unknown; nothing is ever applied again blindly (a lost reply retried
 * blindly counts twice).
 *
 * Only our own revision proves anything. That nothing is there proves nothing: the write may have been refused, may
 * have been stored before somebody ended the session, or may still arrive. docs/store-contract.md has the whole table.
 */

/**
 * The answer was lost, and what is there now does not tell what became of the write. `error` is what the call failed
 * with.
 */
export interface Lost {
  readonly status: 'lost';
  readonly error: StoreError;
}

/**
 * Inserts. After `lost` the id must not be used again: an insert that arrives late would bring back a session that was
 * ended meanwhile.
 */
export async function createVerified(
  store: StoreCalls,
  id: SessionId,
  record: SessionRecord,
): Promise<CreateResult | Lost> {
  let result: CreateResult | Lost;
  try {
    result = await store.create(id, record);
  } catch (error) {
    result = lostBy(error);
  }
  if (result.status === 'written') return result;
  const current =
    result.status === 'lost' ? await insteadOf(result.error, () => store.withGrace().load(id)) : await store.load(id);
  // Also where it is called taken: a driver that repeated the insert by itself tells of its second try.
  return current && isOurs(current, record) ? written(current) : result;
}

/**
 * Replaces one version. `lost` when nothing is there any more.
 *
 * @param isFinal - Nothing overwrites this record afterwards, so a different revision proves that our write was not
 * applied.
 */
export async function updateVerified(
  store: StoreCalls,
  id: SessionId,
  record: SessionRecord,
  version: string,
  { isFinal = false } = {},
): Promise<UpdateResult | Lost> {
  let lost: Lost;
  try {
    const result = refuseStale('update', await store.update(id, record, version), version);
    // A driver that repeated the write by itself tells of its second try, which met what the first had written.
    return result.status === 'conflict' && isOurs(result.current, record) ? written(result.current) : result;
  } catch (error) {
    lost = lostBy(error);
  }
  const late = store.withGrace();
  const current = await insteadOf(lost.error, () => late.load(id));
  if (!current) return lost;
  const second: UpdateResult =
    current.version === version
      ? await insteadOf(lost.error, () => late.update(id, record, version))
      : { status: 'conflict', current };
  // It may have been the first that was stored, and then the session ended.
  if (second.status === 'gone') return lost;
  if (second.status === 'written') return second;
  if (isOurs(second.current, record)) return written(second.current);
  if (isFinal) return second;
  // Another state: ours was refused, or it was stored and then replaced. Nobody can tell.
  throw lost.error;
}

/** Removes one version. `lost` when nothing is there any more: it is over, by this call or by another. */
export async function deleteIfVerified(
  store: StoreCalls,
  id: SessionId,
  version: string,
): Promise<DeleteResult | Lost> {
  let lost: Lost;
  try {
    return refuseStale('deleteIf', await store.deleteIf(id, version), version);
  } catch (error) {
    lost = lostBy(error);
  }
  const late = store.withGrace();
  const current = await insteadOf(lost.error, () => late.load(id));
  if (!current) return lost;
  if (current.version !== version) return { status: 'conflict', current };
  const second = await insteadOf(lost.error, () => late.deleteIf(id, version));
  return second.status === 'gone' ? lost : second;
}

/**
 * Refuses a conflict with the very version that was named. Nothing can be gone on from then: the same would be refused
 * for as long as what is read stays behind.
 */
function refuseStale<Result extends UpdateResult | DeleteResult>(
  verb: string,
  result: Result,
  version: string,
): Result {
  if (result.status !== 'conflict' || result.current.version !== version) return result;
  throw new StoreError(
    `The store refused "${verb}" because of a newer version, and shows the former one. It seems to read from a copy that is behind, ` +
      'such as a read replica: let it read where it writes.',
    { outcome: 'not-applied' },
  );
}

/** @throws what the call failed with, where it is known that nothing was written */
function lostBy(error: unknown): Lost {
  if (error instanceof StoreError && error.outcome === 'unknown') return { status: 'lost', error };
  throw error;
}

/** Whatever happens to a later call, the first one's outcome stays unknown, and that is what has to be reported. */
export async function insteadOf<Result>(first: StoreError, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch {
    throw first;
  }
}

function isOurs(current: StoredSession, record: SessionRecord): boolean {
  return current.revision === record.revision;
}

function written(current: StoredSession): Written {
  return { status: 'written', version: current.version };
}
