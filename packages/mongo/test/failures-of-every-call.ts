import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { expect } from 'vitest';
import type { MongoSessionStore } from '../src/index.js';

/** Makes every call of a store at once. Each must reject, and certainly have changed nothing. Returns the messages. */
export async function failuresOfEveryCall(store: MongoSessionStore): Promise<readonly string[]> {
  const id = newId();
  const settled = await Promise.allSettled([
    store.load(id),
    store.create(id, newRecord()),
    store.update(id, newRecord(), 'a'),
    store.touch(id, Date.now(), 'a', 'b'),
    store.delete(id),
    store.deleteIf(id, 'a'),
    store.deleteExpired(5),
    store.countExpired(5),
    store.owners.listByOwner('a', { limit: 5 }),
    store.owners.deleteByOwner('a', { except: [] }),
    store.ensureIndexes(),
    store.diagnose(),
  ]);
  return settled.map((call) => {
    const error: unknown = call.status === 'rejected' ? call.reason : call.value;
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ outcome: 'not-applied' });
    return (error as StoreError).message;
  });
}
