import { StoreError } from '../contract/errors.js';
import type { CreateResult, DeleteResult, UpdateResult, Written } from '../contract/keyed-store.js';
import type { SessionRecord, StoredSession } from '../contract/session-record.js';
import type { SessionId } from '../contract/session-id.js';
import type { StoreCalls } from './store-calls.js';

/*
 * Writes that find out their outcome if the reply was lost: they load the record and compare its revision, which is
 * random and new for every write. A conditional write can then be sent again as it was, because at most one of the two
 * can match. If the outcome cannot be found out, it is reported as unknown. Nothing is ever applied again blindly,
 * because that could count a change twice.
 *
 * Only our own revision proves anything. An absent record proves nothing: the write may have been refused, may have
 * been applied before the session was ended, or may still arrive. docs/store-contract.md has the whole table.
 */

/**
 * The reply was lost, and the present record does not tell whether the write was applied. `error` is the failure of the
 * call.
 */
export interface Lost {
  readonly status: 'lost';
  readonly error: StoreError;
}

/**
 * Inserts. After `lost` the id must not be used again: an insert that arrives late would bring back a session that has
 * ended meanwhile.
 */
export async function createVerified(
  store: StoreCalls,
  id: SessionId,
  record: SessionRecord,
): Promise<CreateResult | Lost> {
  const result = await orLost(() => store.create(id, record));
  if (result.status === 'written') return result;
  const current =
    result.status === 'lost' ? await insteadOf(result.error, () => store.withGrace().load(id)) : await store.load(id);
  // Also after `taken`: a driver that has repeated the insert by itself reports the result of its second try.
  return current && isOurs(current, record) ? written(current) : result;
}

/**
 * Replaces one version. Returns `lost` if the reply was lost and the record is gone.
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
  const first = await orLost(() => store.update(id, record, version));
  if (first.status !== 'lost') {
    refuseStale('update', first, version);
    // A driver that has repeated the write by itself reports its second try, which conflicted with the first.
    return first.status === 'conflict' && isOurs(first.current, record) ? written(first.current) : first;
  }
  const late = store.withGrace();
  const current = await insteadOf(first.error, () => late.load(id));
  if (!current) return first;
  const second: UpdateResult =
    current.version === version
      ? await insteadOf(first.error, () => late.update(id, record, version))
      : { status: 'conflict', current };
  // The first attempt may have been applied, and the session may have ended since.
  if (second.status === 'gone') return first;
  if (second.status === 'written') return second;
  if (isOurs(second.current, record)) return written(second.current);
  if (isFinal) return second;
  // The record has another state: our write was refused, or was applied and then replaced. Core cannot find out which.
  throw first.error;
}

/**
 * Removes one version. Returns `lost` if the reply was lost and the record is gone, so that this call or
 * another has removed it.
 */
export async function deleteIfVerified(
  store: StoreCalls,
  id: SessionId,
  version: string,
): Promise<DeleteResult | Lost> {
  const first = await orLost(() => store.deleteIf(id, version));
  if (first.status !== 'lost') {
    refuseStale('deleteIf', first, version);
    return first;
  }
  const late = store.withGrace();
  const current = await insteadOf(first.error, () => late.load(id));
  if (!current) return first;
  if (current.version !== version) return { status: 'conflict', current };
  const second = await insteadOf(first.error, () => late.deleteIf(id, version));
  return second.status === 'gone' ? first : second;
}

/**
 * Refuses a conflict with the version that the call named. A retry would not help: the store would refuse it again for
 * as long as its reads lag behind its writes.
 */
function refuseStale(verb: string, result: UpdateResult | DeleteResult, version: string): void {
  if (result.status !== 'conflict' || result.current.version !== version) return;
  throw new StoreError(
    `The store refused "${verb}" because of a newer version, but still returns the former one. It probably reads from a ` +
      'copy that lags behind, such as a read replica: let it read where it writes.',
    { outcome: 'not-applied' },
  );
}

/** @throws the failure of the call, if it is certain that nothing was written */
async function orLost<Result>(call: () => Promise<Result>): Promise<Result | Lost> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof StoreError && error.outcome === 'unknown') return { status: 'lost', error };
    throw error;
  }
}

/**
 * Calls, and replaces any failure by the first one: the outcome of the first call stays unknown, and that must be
 * reported.
 */
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
