import { SessionError } from '@sess/core';
import { Browser } from '../../fixture/browser.js';
import { storeError } from '../../fixture/error-kinds.js';
import { readOf } from '../../fixture/fixture.js';
import { spied } from '../../fixture/spied-store.js';
import { newVisitor } from '../../fixture/visitors.js';
import { type ErrorKind, expect, expectEmpty, expectEqual, expectRejection } from '../../suite/expect.js';
import { visitLaw as law } from '../law-kinds.js';

const newCart = () => ({ items: [{ sku: 'a', qty: 1 }], note: 'é', gift: null });
type Cart = ReturnType<typeof newCart>;

/** Text that databases refuse or change: PostgreSQL refuses U+0000, and most make U+FFFD of a lone surrogate. */
const unkeepable = ['cut\u0000here', 'lone\ud800surrogate'];

const refusal: ErrorKind<SessionError> = {
  name: 'a SessionError that is not a StoreError',
  is: (error): error is SessionError => error instanceof SessionError && !storeError.is(error),
};

export const storedValueLaws = [
  law(
    '74b',
    'text that databases cut or change, of a serializer, an owner or an attribute, is refused before any call of the store',
    async (fixture) => {
      const { store, calls } = spied(fixture.one);
      const expectRefused = async (what: string, visit: () => Promise<unknown>) => {
        await expectRejection(visit, refusal, `${what} with U+0000 or a lone surrogate`);
        expectEmpty(calls, `${what} with U+0000 or a lone surrogate must not reach the store.`);
      };
      for (const text of unkeepable) {
        const serializer = { name: 'odd', serialize: () => text, deserialize: (payload: string) => payload };
        await expectRefused('The text of a serializer', () => newVisitor(fixture.manage(store, { serializer })));
        await expectRefused('An owner', () => newVisitor(fixture.manage(store), text));
        // A sealed store has no attributes.
        if (fixture.kind === 'sealed') continue;
        const attributes = () => ({ accountId: text });
        await expectRefused('An attribute', () => newVisitor(fixture.manage(store, { attributes })));
      }
    },
  ),

  law('38', 'a commit with equal data writes nothing and only reads once', async (fixture) => {
    const { store, calls } = spied(fixture.one);
    const sessions = fixture.manage(store);
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.set('cart', newCart()).set('visits', 3));
    calls.length = 0;
    await browser.visit(sessions, (session) => {
      session.set('cart', newCart()).set('visits', 3);
      session.update('visits', 0, (visits) => visits);
    });
    expectEqual(calls.join(), readOf(fixture), 'A visit that sets equal values must only read once.');
  }),

  law('77', 'an equal value is not a change, and neither is another order of keys', async (fixture) => {
    const { store, calls } = spied(fixture.one);
    const sessions = fixture.manage(store);
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.set('cart', newCart()));
    calls.length = 0;
    const isModified = await browser.visit(sessions, (session) => {
      const { items, ...rest } = newCart();
      session.set('cart', { ...rest, items: items.map(({ sku, qty }) => ({ qty, sku })) });
      return session.modified;
    });
    const demand = 'Another order of the same keys must not be a change.';
    expect(!isModified && calls.join() === readOf(fixture), demand, { isModified, calls });
  }),

  law('78', 'a change inside a value that was read is saved without marking it', async (fixture) => {
    const [first, second] = fixture.managers();
    const browser = new Browser();
    await browser.visit(first, (session) => session.set('cart', newCart()));
    await browser.visit(second, (session) => {
      const read = session.get('cart') as Cart;
      read.items[0]!.qty = 7;
      read.items.push({ sku: 'b', qty: 1 });
    });
    const { cart: after } = (await browser.read(first)) as { cart: Cart };
    const isStored = after.items[0]?.qty === 7 && after.items.length === 2;
    expect(isStored, 'Changes inside a value that was read must be stored.', after);
  }),
];
