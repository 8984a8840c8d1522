import type { KeyedStore, SessionId } from '@sess/core';
import { type RecordSummary, type StoreContents, summaryOf } from './open-store.js';

/**
 * Records the ids of the latest sessions that a store creates, because stores have no method that lists all sessions.
 * Returns a function that reads them, for the store page.
 */
export function listCreated(store: KeyedStore, max: number): (limit: number) => Promise<StoreContents> {
  const ids = new Set<SessionId>();
  const create = store.create.bind(store);
  store.create = (id, record, options) => {
    const [oldest] = ids;
    if (oldest !== undefined && ids.size >= max) ids.delete(oldest);
    ids.add(id);
    return create(id, record, options);
  };
  return async (limit) => {
    const records: RecordSummary[] = [];
    for (const id of ids) {
      const record = await store.load(id);
      if (record) records.push(summaryOf(id, record));
      else ids.delete(id);
    }
    records.sort((a, b) => b.createdAt - a.createdAt);
    const bytes = records.reduce((sum, record) => sum + record.bytes, 0);
    return { count: records.length, bytes, records: records.slice(0, limit) };
  };
}
