import { SessionConflictError } from '@sess/core';
import { Browser } from '../../fixture/browser.js';
import { race } from '../../fixture/race.js';
import { kindOf } from '../../fixture/error-kinds.js';
import { newKey } from '../../fixture/random-ids.js';
import { increment } from '../../fixture/visitors.js';
import { expect, expectEqual, expectRejection } from '../../suite/expect.js';
import type { Data, Sessions, Visited } from '../../suite/sessions.js';
import { storeLaw as law } from '../law-kinds.js';

async function holding(sessions: Sessions, data: Data): Promise<Browser> {
  const browser = new Browser();
  await browser.visit(sessions, (session) => {
    for (const [key, value] of Object.entries(data)) session.set(key, value);
  });
  return browser;
}

type Change = (session: Visited) => unknown;

/** Runs two requests that both load before either of them commits. With a round, the commits race. */
async function overlap(
  browser: Browser,
  [one, two]: readonly [Sessions, Sessions],
  first: Change,
  second: Change,
  round?: number,
): Promise<void> {
  const [mine, other] = await Promise.all([browser.copy().begin(one), browser.copy().begin(two)]);
  first(mine.session);
  second(other.session);
  const commits = [() => mine.respond(), () => other.respond()] as const;
  if (round !== undefined) await race(round, commits);
  else for (const commit of commits) await commit();
}

/** Changes a value at a path inside a plain object. */
const setQuantity = (qty: number) => (session: Visited) => {
  (session.get('cart') as { a: { qty: number } }).a.qty = qty;
};

export const mergingLaws = [
  law('66', '20 writers with 20 increments each on two instances count exactly 400', async (fixture) => {
    const managers = fixture.managers({ storeTimeout: 60_000 });
    const browser = await holding(managers[0], { visits: 0 });
    const steps = fixture.rounds(20);
    const writers = Array.from({ length: 20 }, async (_, writer) => {
      for (let step = 0; step < steps; step++) await browser.copy().visit(managers[writer % 2 ? 0 : 1], increment);
    });
    await Promise.all(writers);
    const { visits } = await browser.read(managers[0]);
    expectEqual(visits, 20 * steps, `20 writers with ${steps} increments each must count exactly ${20 * steps}.`);
  }),

  law(
    '67a',
    'concurrent changes of different keys both survive, and so do those of different paths in one plain object',
    async (fixture) => {
      const managers = fixture.managers();
      for (let round = 0; round < fixture.rounds(20); round++) {
        const browser = await holding(managers[0], { cart: { a: { qty: 1 }, b: { qty: 1 } }, seen: 1 });
        const mine = (session: Visited) => {
          session.set('mine', round).update('cart', {}, (cart) => ({ ...(cart as object), c: { qty: 3 } }));
        };
        const other = (session: Visited) => setQuantity(5)(session.set('other', round));
        await overlap(browser, managers, mine, other, round);
        const data = await browser.read(managers[1]);
        const wanted = { cart: { a: { qty: 5 }, b: { qty: 1 }, c: { qty: 3 } }, seen: 1, mine: round, other: round };
        expectData(data, wanted, `Changes of different keys and paths must all survive, round ${round}.`);
      }
    },
  ),

  law(
    '67b',
    'a change of a path whose parent was removed meanwhile is a conflict of the key, never a partial object',
    async (fixture) => {
      const managers = fixture.managers();
      const conflicts: string[] = [];
      for (const sessions of managers) sessions.on('conflict', ({ key }) => conflicts.push(key));
      const browser = await holding(managers[0], { cart: { a: { sku: 'a', qty: 1 } }, seen: 1 });
      await overlap(browser, managers, (session) => session.set('cart', {}), setQuantity(2));
      const { cart } = await browser.read(managers[0]);
      const isWhole = [sorted({}), sorted({ a: { sku: 'a', qty: 2 } })].includes(sorted(cart));
      expect(isWhole, 'A change of a path whose parent was removed must never create a partial object.', cart);
      expectEqual(conflicts.join(), 'cart', 'It must be one conflict event that names the key.');
    },
  ),

  law(
    '67c',
    'of two changes of one array, one whole array wins, and a conflict event names the key',
    async (fixture) => {
      const managers = fixture.managers();
      const conflicts: string[] = [];
      for (const sessions of managers) sessions.on('conflict', ({ key }) => conflicts.push(key));
      const browser = await holding(managers[0], { list: [1] });
      const push = (value: number) => (session: Visited) => (session.get('list') as number[]).push(value);
      await overlap(browser, managers, push(2), push(3));
      const { list } = await browser.read(managers[0]);
      const isWhole = ['[1,2]', '[1,3]'].includes(JSON.stringify(list));
      expect(isWhole, 'Of two changes of one array, one whole array must win.', list);
      expectEqual(conflicts.join(), 'list', 'It must be one conflict event that names the key.');
    },
  ),

  law(
    '68',
    'one request deletes a key while another changes a different key: both changes survive',
    async (fixture) => {
      const managers = fixture.managers();
      for (let round = 0; round < fixture.rounds(20); round++) {
        const browser = await holding(managers[0], { a: 1, b: 1 });
        const deleteOne = (session: Visited) => session.delete('a');
        await overlap(browser, managers, deleteOne, (session) => session.set('b', 2), round);
        const data = await browser.read(managers[1]);
        expectData(data, { b: 2 }, `Deleting one key and changing another at once must do both, round ${round}.`);
      }
    },
  ),

  law(
    '69',
    'if two requests write one key, onConflict decides, and the result is one of the whole values',
    async (fixture) => {
      const write = (value: unknown) => (session: Visited) => session.set('color', value);
      const lastWins = fixture.managers();
      const lenient = await holding(lastWins[0], { color: { name: 'white' } });
      await overlap(lenient, lastWins, write({ name: 'red', r: 1 }), write({ name: 'blue', b: 1 }));
      const last = await lenient.read(lastWins[0]);
      const blue = { color: { name: 'blue', b: 1 } };
      expectData(last, blue, "With 'last-wins', the value of the later commit must stay.");

      const strict = fixture.managers({ onConflict: 'error' });
      const careful = await holding(strict[0], { color: 'white' });
      const both = overlap(careful, strict, write('red'), write('blue'));
      const { key } = await expectRejection(both, kindOf(SessionConflictError), "With 'error', the later commit");
      expectEqual(key, 'color', 'The SessionConflictError must name the key.');
      const first = await careful.read(strict[0]);
      expectData(first, { color: 'red' }, 'A commit that failed with a conflict must not store anything.');

      const resolve = ({ current, mine }: { current: unknown; mine: unknown }) => [current, mine].join('+');
      const resolving = fixture.managers({ onConflict: { color: resolve } });
      const shared = await holding(resolving[0], { color: 'white' });
      await overlap(shared, resolving, write('red'), write('blue'));
      const resolved = await shared.read(resolving[0]);
      const demand = 'A resolver must receive both values, and its result must be stored.';
      expectData(resolved, { color: 'red+blue' }, demand);
    },
  ),

  law(
    '70',
    '50 concurrent requests that mix all operations end in a state that some order explains',
    async (fixture) => {
      const managers = fixture.managers({ storeTimeout: 60_000 });
      const browser = await holding(managers[0], { visits: 0, temporary: newKey() });

      const browsers: Browser[] = [browser];
      const committed = { increments: 0, deletes: 0 };
      const isIncrement = (index: number) => index % 5 < 3;
      const isDelete = (index: number) => index % 10 === 8;
      await Promise.all(
        Array.from({ length: 50 }, async (_, index) => {
          const mine = browser.copy();
          browsers.push(mine);
          let hadKey = false;
          const request = mine.visit(managers[index % 2 ? 0 : 1], (session) => {
            if (isIncrement(index)) increment(session);
            else if (isDelete(index)) hadKey = session.delete('temporary');
            else if (index % 10 === 4) session.regenerate();
            else session.toObject();
          });
          const [settled] = await Promise.allSettled([request.then(() => undefined)]);
          if (settled.status === 'rejected') return;
          if (isIncrement(index)) committed.increments++;
          else if (hadKey) committed.deletes++;
        }),
      );
      const keys = new Set(browsers.map(({ key }) => key));
      const alive = [];
      for (const key of keys) {
        const data = key && (await Browser.holding(key).read(managers[0]));
        if (data && 'visits' in data) alive.push(data);
      }
      const [survivor, ...others] = alive;
      const isOne = survivor !== undefined && others.length === 0;
      expect(isOne, 'After many concurrent regenerates, exactly one key must open the session.', alive);
      const demand = 'Each increment that was committed must be stored, and no other.';
      expectEqual(survivor['visits'], committed.increments, demand);
      // A request that comes after a change of the session's key is a guest's, and has nothing to delete.
      const isDeleted = !('temporary' in survivor);
      expectEqual(
        isDeleted,
        committed.deletes > 0,
        'A key must stay deleted if, and only if, its delete was committed.',
      );
    },
  ),
];

/** Fails unless the session has exactly this data. */
function expectData(data: Partial<Data>, wanted: Data, demand: string): void {
  expect(sorted(data) === sorted(wanted), demand, data);
}

/** Returns text that is equal for two JSON values that differ only in the order of their keys. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
