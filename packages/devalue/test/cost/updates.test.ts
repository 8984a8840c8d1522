import { MemorySessionStore, SessionManager } from '@sess/core';
import { expect, it } from 'vitest';
import { devalueSerializer } from '../../src/index.js';
import { cpuTime } from './cpu-time.js';

type Lines = Record<string, { sku: string; at: number }>;

const names = Array.from({ length: 2000 }, (_, index) => `sku ${index}`);

it('2000 updates that add a line each cost a few times as much as one that adds all', async () => {
  const shop = async (use: (update: (change: (lines: Lines) => void) => void) => void): Promise<void> => {
    const sessions = new SessionManager<{ lines: Lines }>({
      store: new MemorySessionStore(),
      serializer: devalueSerializer,
    });
    const { session, commit } = await sessions.open(undefined);
    use((change) => void session.update('lines', {}, change));
    await commit({ status: 200 });
  };
  const add = (lines: Lines, sku: string): void => {
    lines[sku] = { sku, at: 1 };
  };
  const one = await cpuTime(() => shop((update) => update((lines) => names.forEach((sku) => add(lines, sku)))));
  const each = await cpuTime(() => shop((update) => names.forEach((sku) => update((lines) => add(lines, sku)))));
  expect(each / one).toBeLessThan(12);
});
