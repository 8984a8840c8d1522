import { describe, expect, it } from 'vitest';
import { countSteps } from '../../../../test/count-steps.js';
import type { Session } from '../../src/session/session.js';
import { setUp } from '../set-up.js';
import { visit } from '../visits.js';

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

/** Returns how many times as many steps a run takes that is four times as long. */
async function growth(run: (count: number) => unknown, count: number): Promise<number> {
  const short = await countSteps(() => run(count));
  return (await countSteps(() => run(4 * count))) / short;
}

describe('many updates of one value', () => {
  it('that add 400 lines one by one cost little more than one that adds all', async () => {
    const one = await countSteps(() =>
      shop()((session) => void session.update('cart', {}, (cart) => names.forEach((sku) => add(cart, sku)))),
    );
    const each = await countSteps(() =>
      shop()((session) => names.forEach((sku) => session.update('cart', {}, (cart) => add(cart, sku)))),
    );
    expect(each / one).toBeLessThan(2.5);
  });

  it.each<readonly [string, (session: CartSession) => unknown, (session: CartSession) => unknown]>([
    ['', () => undefined, () => undefined],
    [' with a read before each', () => undefined, (session) => session.get('cart')],
    [' in an object that was just set', (session) => session.set('cart', structuredClone(thousand)), () => undefined],
  ])('of one counter among 1,000 lines%s cost far less than copying the lines', async (_name, begin, beforeEach) => {
    const run = async (count: number): Promise<number> => {
      const stored = shop();
      await stored((session) => session.set('cart', structuredClone(thousand)));
      return countSteps(() =>
        stored((session) => {
          begin(session);
          for (let round = 0; round < count; round++) {
            beforeEach(session);
            session.update('cart', {}, (cart) => add(cart, 'sku 7'));
          }
        }),
      );
    };
    const one = ((await run(60)) - (await run(20))) / 40;
    // To write the lines takes a step for each character.
    expect(one / JSON.stringify(thousand).length).toBeLessThan(0.25);
  });

  it('of an object that is frozen before each cost as much as copying it each time', async () => {
    const run = (count: number) =>
      shop()((session) => {
        for (let turn = 0; turn < count; turn++) {
          session.update('cart', {}, (cart) => add(cart, `sku ${turn}`));
          Object.freeze(session.get('cart'));
        }
      });
    expect(await growth(run, 30)).toBeLessThan(16.5);
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
      const run = (count: number) =>
        shop()((session) => {
          for (let turn = 0; turn < count; turn++) {
            session.update('cart', initial as Lines, (cart) => more(cart as never, `sku ${turn}`) as Lines);
            session.get('cart');
          }
        });
      // Four times as many on values four times as large cost 16 times as much, and 64 if each repeats all before it.
      expect(await growth(run, 30)).toBeLessThan(16.5);
    },
  );

  const list = (count: number): unknown[] => Array.from({ length: count }, (_, n) => ({ n }));

  it.each<readonly [string, (items: unknown[]) => void]>([
    ['shift', (items) => items.length > 0 && items.shift()],
    ['splice', (items) => items.splice(1, 1)],
    ['unshift', (items) => items.unshift({})],
  ])('that %s a list as often as it has items take linear time', async (_name, change) => {
    const run = (count: number) =>
      shop()((session) =>
        session.update('cart', list(count) as never, (items) => {
          for (let turn = 0; turn < count; turn++) change(items as never);
        }),
      );
    expect(await growth(run, 250)).toBeLessThan(5);
  });
});
