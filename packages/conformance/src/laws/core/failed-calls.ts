import { isStoreError } from '../../fixture/error-kinds.js';
import { troubled } from '../../fixture/troubled-store.js';
import { newcomer } from '../../fixture/visitors.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { visitLaw as law } from '../law-kinds.js';

export const failedCallLaws = [
  law('98b', 'a frozen store rejects within the deadline of the manager, and never hangs', async (fixture) => {
    const { store, trouble } = troubled(fixture.one);
    const sessions = fixture.manage(store, { storeTimeout: { seconds: fixture.frozenMs / 1000 } });
    const browser = await newcomer(sessions);
    trouble.now = 'frozen';
    await expectRejection(
      browser.copy().begin(sessions),
      isStoreError,
      'Loading from a frozen store must reject with StoreError.',
    );
    trouble.now = 'none';
    const request = await browser.begin(sessions);
    request.session.set('cart', 2);
    trouble.now = 'frozen';
    await expectRejection(request.answer(), isStoreError, 'A commit to a frozen store must reject with StoreError.');
  }),

  law(
    '102',
    'a failed load sets and clears no cookie; a failed commit is an error, and what follows it is not stored',
    async (fixture) => {
      const { store, trouble } = troubled(fixture.one);
      const sessions = fixture.manage(store);
      const browser = await newcomer(sessions);
      const { header } = browser;
      trouble.now = 'down';
      await expectRejection(
        browser.begin(sessions),
        isStoreError,
        'A load that fails must reject with StoreError, never be "no session".',
      );
      trouble.now = 'none';
      const request = await browser.begin(sessions);
      request.session.set('cart', 2);
      trouble.now = 'down';
      await expectRejection(request.answer(), isStoreError, 'A commit that fails must reject with StoreError.');
      trouble.now = 'none';
      request.session.set('shown', 'the error page');
      const { cookies } = await request.answer(503);
      const again = await request.answer(200);
      expect(
        cookies.length === 0 && again.cookies.length === 0,
        'After a failed commit no cookie may be set or cleared.',
        cookies,
      );
      expect(browser.header === header, 'The browser must keep the cookie that it had.', 'another one');
      const data = await browser.read(sessions);
      const isAsBefore = data['cart'] === 1 && !('shown' in data);
      expect(isAsBefore, 'Neither the failed changes nor those of the error page may be stored.', data);
    },
  ),
];
