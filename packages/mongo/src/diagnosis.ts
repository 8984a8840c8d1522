import { SessionError, type StoreFinding } from '@sess/core';
import { clockFindings, type StoreCall } from '@sess/core/store';
import type { Fields, SessionCollection } from './driver.js';
import type { LazyCollection } from './lazy-collection.js';
import { findIndexProblems } from './session-indexes.js';
import { storeFailure } from './store-failure.js';

/** Compares the indexes with those of `ensureIndexes`, and the server's clock with this machine's. */
export async function diagnose(
  call: StoreCall,
  source: LazyCollection,
  { exact, now }: { readonly exact: Fields; readonly now: () => number },
): Promise<readonly StoreFinding[]> {
  let collection: SessionCollection | undefined;
  try {
    collection = await source.get();
    const indexes = await findIndexProblems(call, collection, exact);
    call.throwIfAborted();
    return [...indexes, ...(await serverFindings(collection, now))];
  } catch (thrown) {
    if (thrown instanceof SessionError) throw thrown;
    throw storeFailure(call, thrown, { effect: 'read', attempts: 1, collection });
  }
}

async function serverFindings(collection: SessionCollection, now: () => number): Promise<readonly StoreFinding[]> {
  const { db } = collection as { readonly db?: { command?(command: object): Promise<Fields> } };
  const before = now();
  // Servers that only pass for a mongod may not know it.
  const reply = await db?.command?.({ hello: 1 }).catch(() => undefined);
  const after = now();
  if (!(reply?.['localTime'] instanceof Date)) {
    const message = 'The server does not tell its time, so its clock was not compared.';
    return [{ code: 'CLOCK_UNKNOWN', level: 'info', message }];
  }
  return clockFindings(reply['localTime'].getTime(), { before, after });
}
