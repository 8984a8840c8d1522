import { newId, newRecord } from '@sess/conformance/records';
import type { KeyedStore, SessionId, StoreError } from '@sess/core';
import { expect, vi } from 'vitest';

const mostMs = 120_000;

export interface WriterLoop {
  /** Resolves when so many more writes have been acknowledged; rejects when that takes too long. */
  acknowledged(count: number): Promise<void>;
  /** Stops the writers, and holds what stands there against what they were told. */
  end(): Promise<{ readonly failures: readonly StoreError[] }>;
}

/** What one writer knows of its session. */
interface Written {
  readonly id: SessionId;
  /** Of the last write that was acknowledged. */
  count: number;
  /** Each revision with the count it was sent with, and what the writer was told. */
  readonly told: Map<string, { readonly count: number; readonly told: 'written' | 'not-applied' | 'unknown' }>;
}

/**
 * Writers that each count in a session of their own, through one store object, while a test breaks the server. Nobody
 * else writes to these sessions, so what stands there can be told exactly: the last write that was acknowledged, or a
 * later one whose outcome was unknown. Never one that was said not to be applied, and never nothing.
 */
export function writeUntil(store: KeyedStore, writers: number): WriterLoop {
  const state = { isOver: false, acknowledged: 0, startedAt: performance.now() };
  const failures: StoreError[] = [];
  const sessions: Written[] = Array.from({ length: writers }, () => ({ id: newId(), count: 0, told: new Map() }));

  /** One step: loads what stands there, checks it, and counts on from it. */
  const step = async (session: Written): Promise<void> => {
    const current = await store.load(session.id);
    checkAgainst(session, current);
    const count = (current ? countOf(current.payload) : 0) + 1;
    const record = newRecord({ payload: JSON.stringify({ count }) });
    try {
      const result = current
        ? await store.update(session.id, record, current.version)
        : await store.create(session.id, record);
      if (result.status === 'written') {
        session.told.set(record.revision, { count, told: 'written' });
        session.count = count;
        state.acknowledged += 1;
        return;
      }
      // A write of its own whose outcome was unknown came through after the load, or was undone by an election. The
      // next load tells; but the session is there.
      session.told.set(record.revision, { count, told: 'not-applied' });
      expect(['conflict', 'taken']).toContain(result.status);
    } catch (error) {
      const { outcome } = error as Partial<StoreError>;
      if (outcome !== undefined) session.told.set(record.revision, { count, told: outcome });
      throw error;
    }
  };

  const run = async (session: Written): Promise<void> => {
    while (!state.isOver) {
      if (performance.now() - state.startedAt > mostMs) throw new Error('The writers were not stopped in time.');
      try {
        await step(session);
      } catch (error) {
        if ((error as Error).name !== 'StoreError') throw error;
        failures.push(error as StoreError);
      }
    }
  };
  const running = Promise.allSettled(sessions.map(run));

  return {
    async acknowledged(count) {
      const wanted = state.acknowledged + count;
      await vi.waitFor(() => expect(state.acknowledged).toBeGreaterThanOrEqual(wanted), {
        timeout: 60_000,
        interval: 20,
      });
    },
    async end() {
      state.isOver = true;
      for (const outcome of await running) if (outcome.status === 'rejected') throw outcome.reason;
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
    expect(session.count).toBe(0);
    return;
  }
  const count = countOf(current.payload);
  expect(count).toBeGreaterThanOrEqual(session.count);
  const told = session.told.get(current.revision);
  expect(told).toBeDefined();
  expect(told?.told).not.toBe('not-applied');
  expect(told?.count).toBe(count);
}

function countOf(payload: string): number {
  return (JSON.parse(payload) as { count: number }).count;
}
