import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/session/session.js';
import { setUp } from '../set-up.js';
import { visit } from '../visits.js';
import { cpuTime } from './cpu-time.js';

type Lines = Record<string, { sku: string; qty: number }>;
type CartSession = Session<{ cart: Lines; visits: number }>;

const names = Array.from({ length: 400 }, (_, index) => `sku ${index}`);
const thousand = Object.fromEntries(
  Array.from({ length: 1000 }, (_, index) => [`sku ${index}`, { sku: `sku ${index}`, qty: 1 }]),
);

function add(cart: Lines, sku: string): void {
  (cart[sku] ??= { sku, qty: 0 }).qty++;
}

function shop() {
  const { sessions, jar } = setUp();
  return (handler: (session: CartSession) => unknown) =>
    visit(sessions, jar, (session) => handler(session as unknown as CartSession));
}

describe('many updates of one value', () => {
  it('that add 400 lines one by one cost little more than one that adds all', async () => {
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

  /** The cost of copying the value that often. */
  const copies = (count: number): Promise<number> =>
    cpuTime(() => {
      const text = JSON.stringify(thousand);
      for (let round = 0; round < count; round++) JSON.stringify(JSON.parse(text));
    });

  it.each([
    ['2,000 of one counter', 2000, false],
    ['200 of one counter, with a read before each', 200, true],
  ])('cost less than copying the value each time: %s', async (_name, count, reads) => {
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

  it('cost less than copying the value each time: 200 of one counter in an object that was just set', async () => {
    const spent = await cpuTime(() =>
      shop()((session) => {
        session.set('cart', structuredClone(thousand));
        for (let round = 0; round < 200; round++) session.update('cart', {}, (cart) => add(cart, 'sku 7'));
      }),
    );
    expect(spent / (await copies(200))).toBeLessThan(0.5);
  });

  it('of an object that is frozen before each cost as much as copying it each time', async () => {
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

  /** Functions that add a line and return a new value. */
  const returning: readonly (readonly [string, unknown, (draft: never, sku: string) => unknown])[] = [
    ['an object with one more line', {}, (cart: Lines, sku) => ({ ...cart, [sku]: { sku, qty: 1 } })],
    ['a list with one more line', [], (list: unknown[], sku) => [...list, { sku, qty: 1 }]],
    [
      'an object with a new list',
      { list: [] },
      ({ list, ...rest }: { list: unknown[] }, sku) => ({ ...rest, list: [...list, { sku, qty: 1 }] }),
    ],
    ['a list of copies', [], (list: Lines[string][], sku) => [...list.map((line) => ({ ...line })), { sku, qty: 1 }]],
  ];

  it.each(returning)(
    'that return %s, with a read after each, cost as much as copying it each time',
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
      // Four times as many on values four times as large cost 16 times as much, and 64 if each repeats all before it.
      expect(long / short).toBeLessThan(32);
    },
  );

  const list = (count: number): unknown[] => Array.from({ length: count }, (_, n) => ({ n }));

  it.each<readonly [string, (items: unknown[]) => void]>([
    ['shift', (items) => items.length > 0 && items.shift()],
    ['splice', (items) => items.splice(1, 1)],
    ['unshift', (items) => items.unshift({})],
  ])('that %s a list as often as it has items take linear time', async (_name, change) => {
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
