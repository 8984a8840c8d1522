import { MemorySessionStore, SessionManager } from '@sess/core';
import { describe, expect, it } from 'vitest';
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

describe('updates that add a part each, with a read after each, grow as a loop that copies', () => {
  const line = (n: number): Lines[string] & { on: Date } => ({ sku: `sku ${n}`, at: n, on: new Date(n) });

  it.each<[string, unknown, (draft: never, n: number) => unknown]>([
    ['a Map', new Map(), (map: Map<number, unknown>, n) => void map.set(n, line(n))],
    ['a Map that is returned', new Map(), (map: Map<number, unknown>, n) => new Map([...map, [n, line(n)]])],
    ['a Set', new Set(), (set: Set<string>, n) => void set.add(`sku ${n}`)],
    ['a list of dates', [], (list: Date[], n) => void list.push(new Date(n))],
    ['an object of objects with dates', {}, (lines: Lines, n) => void (lines[`sku ${n}`] = line(n))],
    ['a Map in an object', {}, (room: { map?: Map<number, unknown> }, n) => void (room.map ??= new Map()).set(n, 1)],
  ])('%s', async (_name, initial, add) => {
    const run = (count: number): Promise<number> =>
      cpuTime(async () => {
        const sessions = new SessionManager<{ value: unknown }>({
          store: new MemorySessionStore(),
          serializer: devalueSerializer,
        });
        const { session, commit } = await sessions.open(undefined);
        for (let n = 0; n < count; n++) {
          session.update('value', initial, (draft) => add(draft as never, n));
          session.get('value');
        }
        await commit({ status: 200 });
      });
    await run(60);
    const [short, long] = [await run(60), await run(240)];
    // Four times the turns on values four times as large: 16 times, and 64 if each turn pays for all before it.
    expect(long / short).toBeLessThan(32);
  });
});
