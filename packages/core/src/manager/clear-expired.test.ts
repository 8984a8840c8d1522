import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SessionManager } from './session-manager.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';

interface Batch {
  readonly limit: number;
  readonly began: number;
  readonly ended: number;
}

/** Has `remaining` expired records. A batch takes time for each of them, by the clock of the test. */
class ClearedStore extends MemorySessionStore {
  readonly batches: Batch[] = [];
  remaining = Infinity;
  perRecord = 0.1;

  override async deleteExpired(limit: number): Promise<{ deleted: number; more: boolean }> {
    const began = performance.now();
    const deleted = Math.min(limit, this.remaining);
    this.remaining -= deleted;
    await waiting(2 + deleted * this.perRecord);
    this.batches.push({ limit, began, ended: performance.now() });
    return { deleted, more: this.remaining > 0 };
  }
}

function waiting(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    globalThis.setTimeout(resolve, milliseconds);
  });
}

const spent = ({ began, ended }: Batch): number => ended - began;

describe('clearExpired', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function clear(store: ClearedStore, during: number, options: { batchSize?: number } = {}) {
    const controller = new AbortController();
    const clearing = new SessionManager({ store }).clearExpired({ ...options, signal: controller.signal });
    await vi.advanceTimersByTimeAsync(during);
    controller.abort();
    await vi.advanceTimersByTimeAsync(10_000);
    return await clearing;
  }

  it('adapts the size of its batches to the time that they take', async () => {
    for (const perRecord of [0.02, 0.1, 0.3]) {
      const store = new ClearedStore();
      store.perRecord = perRecord;
      await clear(store, 5000);
      const later = store.batches.slice(10);
      expect(later.length).toBeGreaterThan(10);
      for (const batch of later) {
        expect(spent(batch)).toBeLessThan(15);
        expect(spent(batch)).toBeGreaterThan(5);
      }
    }
  });

  it('uses smaller batches when the store becomes slower, but at least 20 records', async () => {
    const store = new ClearedStore();
    const controller = new AbortController();
    const clearing = new SessionManager({ store }).clearExpired({ signal: controller.signal });
    await vi.advanceTimersByTimeAsync(1000);
    store.perRecord = 2;
    const fast = store.batches.at(-1)!;
    await vi.advanceTimersByTimeAsync(10_000);
    controller.abort();
    await vi.advanceTimersByTimeAsync(10_000);
    await clearing;
    expect(fast.limit).toBeGreaterThan(40);
    expect(store.batches.at(-1)!.limit).toBe(20);
  });

  it('waits between two batches for as long as the first of them took', async () => {
    const store = new ClearedStore();
    await clear(store, 5000);
    for (const [index, batch] of store.batches.slice(1).entries()) {
      const former = store.batches[index]!;
      expect(batch.began - former.ended).toBeGreaterThanOrEqual(Math.floor(spent(former)));
    }
  });

  it('deletes at most batchSize records in a batch', async () => {
    const store = new ClearedStore();
    store.perRecord = 0.0001;
    await clear(store, 2000, { batchSize: 7 });
    expect(new Set(store.batches.map(({ limit }) => limit))).toEqual(new Set([7]));
    const other = new ClearedStore();
    other.perRecord = 0.0001;
    await clear(other, 2000);
    expect(Math.max(...other.batches.map(({ limit }) => limit))).toBe(1000);
  });

  it('returns without a pause when nothing is left', async () => {
    const store = new ClearedStore();
    store.remaining = 150;
    const clearing = new SessionManager({ store })
      .clearExpired()
      .then((result) => ({ ...result, at: performance.now() }));
    await vi.advanceTimersByTimeAsync(10_000);
    const { deleted, more, at } = await clearing;
    expect({ deleted, more }).toEqual({ deleted: 150, more: false });
    expect(at).toBe(store.batches.at(-1)!.ended);
  });

  it('returns immediately when it is aborted in a pause, and begins no pause that exceeds its budget', async () => {
    const store = new ClearedStore();
    const controller = new AbortController();
    const ended: number[] = [];
    const clearing = new SessionManager({ store })
      .clearExpired({ signal: controller.signal })
      .finally(() => ended.push(performance.now()));
    await vi.advanceTimersByTimeAsync(500);
    while (vi.getTimerCount() === 0 || store.batches.at(-1)!.ended !== performance.now())
      await vi.advanceTimersByTimeAsync(1);
    const inPause = performance.now();
    const { length } = store.batches;
    controller.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toEqual([inPause]);
    expect(store.batches).toHaveLength(length);
    expect((await clearing).more).toBe(true);
    expect(vi.getTimerCount()).toBe(0);

    const begun = performance.now();
    const budgeted = new SessionManager({ store }).clearExpired({ budget: 100 }).then(() => performance.now());
    await vi.advanceTimersByTimeAsync(10_000);
    const at = await budgeted;
    expect(at).toBe(store.batches.at(-1)!.ended);
    expect(at - begun).toBeLessThan(100 + 15);
  });
});
