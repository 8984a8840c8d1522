import { Browser } from '../../browser.js';
import { expect } from '../../expectations.js';
import { law } from '../../law.js';
import { spied } from '../../spied-store.js';

const cart = { items: [{ sku: 'a', qty: 1 }], note: 'é', gift: null };

export const storedValueLaws = [
  law('38', 'a commit with equal data writes nothing: one load is all', async (bench) => {
    const { store, calls } = spied(bench.one);
    const sessions = bench.manage(store);
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.set('cart', cart).set('visits', 3));
    calls.length = 0;
    await browser.visit(sessions, (session) => {
      session.set('cart', structuredClone(cart)).set('visits', 3);
      session.update('visits', 0, (visits) => visits);
    });
    expect(calls.join() === 'load', 'A visit that sets equal values must make one load and nothing else.', calls);
  }),

  law('77', 'an equal value, or the same keys in another order, is no change', async (bench) => {
    const { store, calls } = spied(bench.one);
    const sessions = bench.manage(store);
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.set('cart', cart));
    calls.length = 0;
    const isModified = await browser.visit(sessions, (session) => {
      const { items, ...rest } = structuredClone(cart);
      session.set('cart', { ...rest, items: items.map(({ sku, qty }) => ({ qty, sku })) });
      return session.modified;
    });
    expect(!isModified && calls.join() === 'load', 'The same keys in another order must be no change.', {
      isModified,
      calls,
    });
  }),

  law('78', 'a change inside a value that was read is saved without a flag', async (bench) => {
    const [first, second] = bench.managers();
    const browser = new Browser();
    await browser.visit(first, (session) => session.set('cart', cart));
    await browser.visit(second, (session) => {
      const read = session.get('cart') as typeof cart;
      read.items[0]!.qty = 7;
      read.items.push({ sku: 'b', qty: 1 });
    });
    const { cart: after } = (await browser.read(first)) as { cart: typeof cart };
    expect(
      after.items[0]?.qty === 7 && after.items.length === 2,
      'Changes inside a value that was read must be stored.',
      after,
    );
  }),
];
