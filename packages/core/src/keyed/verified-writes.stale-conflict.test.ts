import { describe, expect, it } from 'vitest';
import { StoreError } from '../contract/errors.js';
import type { KeyedStore } from '../contract/keyed-store.js';
import type { SessionRecord } from '../contract/session-record.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { createKeyAndId } from '../keys/session-key.js';
import { createRevision } from '../keys/revision.js';
import { StoreCalls } from './store-calls.js';
import { deleteIfVerified, updateVerified } from './verified-writes.js';

const now = 1_800_000_000_000;
const { id } = createKeyAndId();

const record = (): SessionRecord => ({
  payload: '{}',
  createdAt: now,
  expiresAt: now + 1000,
  revision: createRevision(),
});

async function stored(store: MemorySessionStore): Promise<string> {
  const result = await store.create(id, record());
  return result.status === 'written' ? result.version! : '';
}

describe('a store that reads from a stale replica', () => {
  /** Reports a conflict for every write, with the version of the write as the current one. */
  function behind() {
    const store = new MemorySessionStore({ clock: () => now });
    const conflict = async () => {
      const current = await store.load(id);
      return current ? ({ status: 'conflict', current } as const) : ({ status: 'gone' } as const);
    };
    const wrapped: KeyedStore = {
      kind: 'keyed',
      limits: store.limits,
      load: (...args) => store.load(...args),
      create: (...args) => store.create(...args),
      update: conflict,
      delete: (...args) => store.delete(...args),
      deleteIf: conflict,
    };
    return { store, line: new StoreCalls(wrapped, 1000) };
  }
  const isStale = (error: unknown) =>
    error instanceof StoreError && error.outcome === 'not-applied' && /read replica/.test(error.message);

  it('causes an error at the first contradiction, without further attempts', async () => {
    const { store, line } = behind();
    const version = await stored(store);
    await expect(updateVerified(line, id, record(), version)).rejects.toSatisfy(isStale);
    await expect(deleteIfVerified(line, id, version)).rejects.toSatisfy(isStale);
  });

  it('may report a conflict for another version', async () => {
    const { store, line } = behind();
    await stored(store);
    expect(await updateVerified(line, id, record(), 'former')).toMatchObject({ status: 'conflict' });
    expect(await deleteIfVerified(line, id, 'former')).toMatchObject({ status: 'conflict' });
  });
});
