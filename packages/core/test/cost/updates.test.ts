import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/session/session.js';
import { setUp } from '../set-up.js';
import { visit } from '../visits.js';
import { cpuTime } from './cpu-time.js';

type Lines = Record<string, { sku: string; qty: number }>;
type Room = Session<{ cart: Lines; visits: number }>;

const names = Array.from({ length: 400 }, (_, index) => `sku ${index}`);
const thousand = Object.fromEntries(
  Array.from({ length: 1000 }, (_, index) => [`sku ${index}`, { sku: `sku ${index}`, qty: 1 }]),
);

function add(cart: Lines, sku: string): void {
  (cart[sku] ??= { sku, qty: 0 }).qty++;
}

function shop() {
  const { sessions, jar } = setUp();
  return (handler: (session: Room) => unknown) =>
    visit(sessions, jar, (session) => handler(session as unknown as Room));
}

describe('many updates of one value cost many small steps', () => {
  it('400 that add a line each, over one that adds 400', async () => {
    const one = await cpuTime(async () => {
      for (let round = 0; round < 20; round++) {
        await shop()((session) => void session.update('cart', {}, (cart) => names.forEach((sku) => add(cart, sku))));
      }
    });
    const each = await cpuTime(async () => {
      for (let round = 0; round < 20; round++) {
        await shop()((session) => names.forEach((sku) => session.update('cart', {}, (cart) => add(cart, sku))));
      }
    });
    expect(each / one).toBeLessThan(15);
  });

  /** What is left when nothing but the value itself is read and written for each update. */
  const copies = (count: number): Promise<number> =>
    cpuTime(() => {
      const text = JSON.stringify(thousand);
      for (let round = 0; round < count; round++) JSON.stringify(JSON.parse(text));
    });

  it.each([
    ['2,000 of a counter', 2000, false],
    ['200 of a counter, and the value read before each', 200, true],
  ])('%s, over a copy for each', async (_name, count, reads) => {
    const run = shop();
    await run((session) => session.set('cart', structuredClone(thousand)));
    const spent = await cpuTime(() =>
      run((session) => {
        for (let round = 0; round < count; round++) {
          if (reads) session.get('cart');
          session.update('cart', {}, (cart) => add(cart, 'sku 7'));
        }
      }),
    );
    expect(spent / (await copies(count))).toBeLessThan(0.5);
  });

  it('200 of a counter in an object that was just set, over a copy for each', async () => {
    const spent = await cpuTime(() =>
      shop()((session) => {
        session.set('cart', structuredClone(thousand));
        for (let round = 0; round < 200; round++) session.update('cart', {}, (cart) => add(cart, 'sku 7'));
      }),
    );
    expect(spent / (await copies(200))).toBeLessThan(0.5);
  });

  it('of an object that is frozen before each grow as a loop that copies', async () => {
    const run = (count: number): Promise<number> =>
      cpuTime(() =>
        shop()((session) => {
          for (let turn = 0; turn < count; turn++) {
            session.update('cart', {}, (cart) => add(cart, `sku ${turn}`));
            Object.freeze(session.get('cart'));
          }
        }),
      );
    const [short, long] = [await run(60), await run(240)];
    expect(long / short).toBeLessThan(32);
  });

  /** How functions that change nothing in place add a line. */
  const returning: readonly (readonly [string, unknown, (draft: never, sku: string) => unknown])[] = [
    ['an object with one more line', {}, (cart: Lines, sku) => ({ ...cart, [sku]: { sku, qty: 1 } })],
    ['a list with one more line', [], (list: unknown[], sku) => [...list, { sku, qty: 1 }]],
    [
      'an object whose list is another',
      { list: [] },
      ({ list, ...rest }: { list: unknown[] }, sku) => ({ ...rest, list: [...list, { sku, qty: 1 }] }),
    ],
    ['a list of copies', [], (list: Lines[string][], sku) => [...list.map((line) => ({ ...line })), { sku, qty: 1 }]],
  ];

  it.each(returning)(
    'that return %s, with a read after each, grow as a loop that copies',
    async (_name, initial, more) => {
      const run = (count: number): Promise<number> =>
        cpuTime(() =>
          shop()((session) => {
            for (let turn = 0; turn < count; turn++) {
              session.update('cart', initial as Lines, (cart) => more(cart as never, `sku ${turn}`) as Lines);
              session.get('cart');
            }
          }),
        );
      const [short, long] = [await run(60), await run(240)];
      // Four times the turns on values four times as large: 16 times, and 64 if each turn pays for all before it.
      expect(long / short).toBeLessThan(32);
    },
  );

  const list = (count: number): unknown[] => Array.from({ length: count }, (_, n) => ({ n }));

  it.each<readonly [string, (items: unknown[]) => void]>([
    ['shift', (items) => items.length > 0 && items.shift()],
    ['splice', (items) => items.splice(1, 1)],
    ['unshift', (items) => items.unshift({})],
  ])('as many %s of a list as it has items take no time for each item', async (_name, change) => {
    const run = (count: number): Promise<number> =>
      cpuTime(() =>
        shop()((session) =>
          session.update('cart', list(count) as never, (items) => {
            for (let turn = 0; turn < count; turn++) change(items as never);
          }),
        ),
      );
    const [short, long] = [await run(1000), await run(8000)];
    expect(long / short).toBeLessThan(32);
  });
});
