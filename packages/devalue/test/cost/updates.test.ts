import { MemorySessionStore, type Session, SessionManager } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { countSteps } from '../../../../test/count-steps.js';
import { devalueSerializer } from '../../src/index.js';
import { sources } from './sources.js';

type Lines = Record<string, { sku: string; at: number }>;

/** Returns how many steps a request takes that begins a session. */
function stepsOf(handler: (session: Session<{ value: unknown }>) => unknown): Promise<number> {
  const sessions = new SessionManager<{ value: unknown }>({
    store: new MemorySessionStore(),
    serializer: devalueSerializer,
  });
  return countSteps(async () => {
    const { session, commit } = await sessions.open(undefined);
    handler(session);
    await commit({ status: 200 });
  }, sources);
}

it('400 updates that add a line each cost a few times as much as one that adds all', async () => {
  const names = Array.from({ length: 400 }, (_, index) => `sku ${index}`);
  const add = (lines: unknown, sku: string): void => {
    (lines as Lines)[sku] = { sku, at: 1 };
  };
  const one = await stepsOf((session) =>
    session.update('value', {}, (lines) => names.forEach((sku) => add(lines, sku))),
  );
  const each = await stepsOf((session) =>
    names.forEach((sku) => session.update('value', {}, (lines) => add(lines, sku))),
  );
  expect(each / one).toBeLessThan(2.5);
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
      stepsOf((session) => {
        for (let n = 0; n < count; n++) {
          session.update('value', initial, (draft) => add(draft as never, n));
          session.get('value');
        }
      });
    const [short, long] = [await run(30), await run(120)];
    // Four times the turns on values four times as large: 16 times, and 64 if each turn pays for all before it.
    expect(long / short).toBeLessThan(16.5);
  });
});
