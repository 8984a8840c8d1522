import { StoreError } from '../contract/errors.js';
import type { DeleteResult, UpdateResult, Written } from '../contract/keyed-store.js';
import type { SessionRecord, StoredSession } from '../contract/session-record.js';
import type { SessionId } from '../session-key.js';
import type { StoreCalls } from './store-calls.js';

/*
 * Writes whose outcome is found out when the answer was lost: by loading once and comparing the revision, which is random and
 * new for every write. Conditional writes can then be sent again as they were, because at most one of two can match. What cannot
 * be told is reported as unknown; nothing is ever applied again blindly (a lost reply retried blindly counts twice).
 */

/**
 * `lost`: it is not there, and may still arrive. Then the id must not be used again: what arrives late would bring back a session
 * that was ended meanwhile.
 */
export type SureCreateResult =
  | Written
  | { readonly status: 'taken' }
  | { readonly status: 'lost'; readonly error: StoreError };

export async function createSurely(store: StoreCalls, id: SessionId, record: SessionRecord): Promise<SureCreateResult> {
  const first = await attempt(() => store.create(id, record));
  if (first.answered) return first.result;
  const current = await insteadOf(first.error, () => store.load(id));
  if (!current) return { status: 'lost', error: first.error };
  return isOurs(current, record) ? written(current) : { status: 'taken' };
}

/** @param lasts - Nobody replaces what is written: where something else stands, it was not written. */
export async function updateSurely(
  store: StoreCalls,
  id: SessionId,
  record: SessionRecord,
  version: string,
  lasts = false,
): Promise<UpdateResult> {
  const first = await attempt(() => store.update(id, record, version));
  if (first.answered) {
    const { result } = first;
    // A driver that repeated the write by itself tells of its second try, which met what the first had written.
    return result.status === 'conflict' && isOurs(result.current, record) ? written(result.current) : result;
  }
  const current = await insteadOf(first.error, () => store.load(id));
  if (!current) return { status: 'gone' };
  const second: UpdateResult =
    current.version === version
      ? await insteadOf(first.error, () => store.update(id, record, version))
      : { status: 'conflict', current };
  if (second.status !== 'conflict') return second;
  if (isOurs(second.current, record)) return written(second.current);
  if (lasts) return second;
  // Another state: ours was refused, or it was stored and then replaced. Nobody can tell.
  throw first.error;
}

export async function deleteIfSurely(store: StoreCalls, id: SessionId, version: string): Promise<DeleteResult> {
  const first = await attempt(() => store.deleteIf(id, version));
  if (first.answered) return first.result;
  const current = await insteadOf(first.error, () => store.load(id));
  if (!current) return { status: 'deleted' };
  if (current.version !== version) return { status: 'conflict', current };
  const second = await insteadOf(first.error, () => store.deleteIf(id, version));
  return second.status === 'gone' ? { status: 'deleted' } : second;
}

type Attempt<Result> =
  | { readonly answered: true; readonly result: Result }
  | { readonly answered: false; readonly error: StoreError };

async function attempt<Result>(call: () => Promise<Result>): Promise<Attempt<Result>> {
  try {
    return { answered: true, result: await call() };
  } catch (error) {
    if (error instanceof StoreError && error.outcome === 'unknown') return { answered: false, error };
    throw error;
  }
}

/** Whatever happens to a later call, the first one's outcome stays unknown, and that is what has to be reported. */
async function insteadOf<Result>(first: StoreError, call: () => Promise<Result>): Promise<Result> {
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
