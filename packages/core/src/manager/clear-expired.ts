import { SessionError, StoreError } from '../contract/errors.js';
import { type Duration, durationToMilliseconds } from '../options/duration.js';
import { refuseUnknownOptions } from '../options/option-names.js';
import type { ManagerConfig } from './manager-config.js';
import { BatchPace } from './batch-pace.js';

/** The options of `SessionManager.clearExpired`. */
export interface ClearExpiredOptions {
  /**
   * The most records that one batch removes; batches are smaller if they would delay live requests. @defaultValue 1000
   */
  readonly batchSize?: number;
  /**
   * The time limit. The batch that is running at its end is finished; a pause that would go beyond it is left out.
   * The first batch always runs. @defaultValue none
   */
  readonly budget?: Duration;
  /** When it is aborted, the running batch is finished and no other begins. A pause ends at once. */
  readonly signal?: AbortSignal;
  /** Called after each batch with the number removed so far. */
  readonly onProgress?: (deleted: number) => void;
}

/** The result of `SessionManager.clearExpired`. */
export interface ClearExpiredResult {
  readonly deleted: number;
  /** Whether expired records may remain. If so, call it again. */
  readonly more: boolean;
}

/**
 * Removes expired records in batches (Django's `clearsessions`). They are never available, cleared or not; this only
 * frees space. A batch takes about ten milliseconds, and a pause of the same length follows it, so that live requests
 * go on. On a store whose backend expires records by itself, and on a sealed one, there is nothing to do.
 *
 * @throws {@link StoreError} when a batch failed. If an earlier batch has removed records, its outcome is `'unknown'`
 * and its message says how many
 */
export async function clearExpired(
  { keyed }: ManagerConfig,
  options: ClearExpiredOptions,
): Promise<ClearExpiredResult> {
  refuseUnknownOptions('clearExpired', options, ['batchSize', 'budget', 'signal', 'onProgress']);
  const { batchSize = 1000, budget = Infinity, signal, onProgress } = options;
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new SessionError('INVALID_ARGUMENT', 'clearExpired: batchSize is a whole number from 1 on.');
  }
  const endsAt = performance.now() + durationToMilliseconds(budget, 'clearExpired.budget');
  const store = keyed?.store;
  if (!store?.canClear) return { deleted: 0, more: false };
  const pace = new BatchPace(batchSize);
  let deleted = 0;
  // At least one batch always runs: on a busy machine the budget may be over before it begins, and nothing would ever
  // be removed.
  for (let startedAt = performance.now(); !signal?.aborted; startedAt = performance.now()) {
    const batch = await store.deleteExpired(pace.size).catch((error: unknown) => {
      throw deleted > 0 && error instanceof StoreError ? failedAfter(deleted, error) : error;
    });
    const spent = performance.now() - startedAt;
    deleted += batch.deleted;
    onProgress?.(deleted);
    if (!batch.more) return { deleted, more: false };
    const rest = pace.took(spent);
    if (performance.now() + rest >= endsAt) break;
    await pause(rest, signal);
    if (performance.now() >= endsAt) break;
  }
  return { deleted, more: true };
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}

/** The failed batch may not have been applied, but earlier batches of the call have removed records. */
function failedAfter(deleted: number, cause: StoreError): StoreError {
  const message = `clearExpired removed ${deleted} expired records before the store failed. Call it again for the rest.`;
  return new StoreError(message, { outcome: 'unknown', cause });
}
