import { newId, newRecord } from '@sess/conformance/records';
import type { KeyedStore, SessionId, StoreError } from '@sess/core';
import { expect, vi } from 'vitest';

const mostMs = 120_000;

export interface WriterLoop {
  /**
   * Resolves when that many more writes have been acknowledged. Rejects at once if a record is wrong, and after the
   * timeout, in milliseconds, with the last failure of a call as its cause.
   */
  acknowledged(count: number, timeout?: number): Promise<void>;
  /** Stops the writers, and compares the stored records with the results of their writes. */
  end(): Promise<{ readonly failures: readonly StoreError[] }>;
}

/** A writer's session and the results of its writes. */
interface Written {
  readonly id: SessionId;
  /** Of the last write that was acknowledged. */
  count: number;
  /** The count and the result of each write, by revision. */
  readonly results: Map<string, { readonly count: number; readonly reported: 'written' | 'not-applied' | 'unknown' }>;
}

/**
 * Writers that each count in a session of their own, through one store object, while a test breaks the server. No other
 * client writes to these sessions. So each record is the last acknowledged write, or a later one whose outcome was
 * unknown. It is never a write that was reported as not applied, and it is never missing.
 */
export function writeUntil(store: KeyedStore, writers: number): WriterLoop {
  const state = { isOver: false, acknowledged: 0, startedAt: performance.now() };
  const failures: StoreError[] = [];
  const sessions: Written[] = Array.from({ length: writers }, () => ({ id: newId(), count: 0, results: new Map() }));

  /** Loads the record, checks it, and writes the next count. */
  const step = async (session: Written): Promise<void> => {
    const current = await store.load(session.id);
    checkAgainst(session, current);
    const count = (current ? countOf(current.payload) : 0) + 1;
    const record = newRecord({ payload: JSON.stringify({ count }) });
    try {
      const written = current
        ? await store.update(session.id, record, current.version)
        : await store.create(session.id, record);
      if (written.status === 'written') {
        session.results.set(record.revision, { count, reported: 'written' });
        session.count = count;
        state.acknowledged += 1;
        return;
      }
      // An earlier write whose outcome was unknown was applied after the load, or an election has undone it. The next
      // load shows which. The session exists in either case.
      session.results.set(record.revision, { count, reported: 'not-applied' });
      expect(['conflict', 'taken']).toContain(written.status);
    } catch (error) {
      const { outcome } = error as Partial<StoreError>;
      if (outcome !== undefined) session.results.set(record.revision, { count, reported: outcome });
      throw error;
    }
  };

  const run = async (session: Written): Promise<void> => {
    while (!state.isOver) {
      if (performance.now() - state.startedAt > mostMs) throw new Error('The writers were not stopped in time.');
      try {
        await step(session);
      } catch (error) {
        if ((error as Error).name !== 'StoreError') {
          state.isOver = true;
          throw error;
        }
        failures.push(error as StoreError);
      }
    }
  };
  const running = Promise.all(sessions.map(run));
  // The test hears of it from `acknowledged` or `end`.
  running.catch(() => undefined);

  return {
    async acknowledged(count, timeout = 60_000) {
      const wanted = state.acknowledged + count;
      const enough = () => {
        if (state.isOver || state.acknowledged >= wanted) return;
        const lack = `${wanted - state.acknowledged} of ${count} writes were not acknowledged`;
        throw new Error(lack, { cause: failures.at(-1) });
      };
      await vi.waitFor(enough, { timeout, interval: 20 });
      // A writer has failed.
      if (state.isOver) await running;
    },
    async end() {
      state.isOver = true;
      await running;
      for (const session of sessions) checkAgainst(session, await store.load(session.id));
      return { failures };
    },
  };
}

function checkAgainst(
  session: Written,
  current: { readonly payload: string; readonly revision: string } | undefined,
): void {
  if (!current) {
    expect(session.count, 'the acknowledged count of a missing record').toBe(0);
    return;
  }
  const count = countOf(current.payload);
  expect(count, 'the stored count, beside the acknowledged one').toBeGreaterThanOrEqual(session.count);
  const result = session.results.get(current.revision);
  expect(result, 'the write that is stored').toBeDefined();
  expect(result?.reported, 'the result of the write that is stored').not.toBe('not-applied');
  expect(result?.count).toBe(count);
}

function countOf(payload: string): number {
  return (JSON.parse(payload) as { count: number }).count;
}
