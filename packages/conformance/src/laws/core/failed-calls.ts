import type { Browser, PendingRequest } from '../../fixture/browser.js';
import { storeError } from '../../fixture/error-kinds.js';
import { failing } from '../../fixture/failing-store.js';
import { newVisitor } from '../../fixture/visitors.js';
import { expect, expectEmpty, expectRejection } from '../../suite/expect.js';
import type { Sessions } from '../../suite/sessions.js';
import { visitLaw as law } from '../law-kinds.js';

/** On a busy machine, even a healthy store may not respond within a short timeout. */
async function beginInTime(browser: Browser, sessions: Sessions): Promise<PendingRequest> {
  for (let attempts = 1; attempts < 20; attempts++) {
    const request = await browser.begin(sessions).catch(() => undefined);
    if (request) return request;
  }
  return browser.begin(sessions);
}

export const failedCallLaws = [
  law('98b', "with a frozen store, calls reject within the manager's timeout and never hang", async (fixture) => {
    const { store, failure } = failing(fixture.one);
    const sessions = fixture.manage(store, { storeTimeout: { seconds: fixture.frozenMs / 1000 } });
    const browser = await newVisitor(fixture.manage(store));
    failure.now = 'frozen';
    await expectRejection(browser.copy().begin(sessions), storeError, 'A load from a frozen store');
    failure.now = 'none';
    const request = await beginInTime(browser, sessions);
    request.session.set('cart', 2);
    failure.now = 'frozen';
    await expectRejection(request.respond(), storeError, 'A commit to a frozen store');
  }),

  law(
    '102',
    'a failed load sets and clears no cookie; a failed commit is an error, and later changes are not stored',
    async (fixture) => {
      const { store, failure } = failing(fixture.one);
      const sessions = fixture.manage(store);
      const browser = await newVisitor(sessions);
      const { header } = browser;
      failure.now = 'down';
      await expectRejection(browser.begin(sessions), storeError, 'A load that fails', ', not open an empty session');
      failure.now = 'none';
      const request = await browser.begin(sessions);
      request.session.set('cart', 2);
      failure.now = 'down';
      await expectRejection(request.respond(), storeError, 'A commit that fails');
      failure.now = 'none';
      request.session.set('shown', 'the error page');
      const { cookies } = await request.respond(503);
      const again = await request.respond(200);
      expectEmpty([...cookies, ...again.cookies], 'After a failed commit, no cookie may be set or cleared.');
      expect(browser.header === header, 'The browser must keep its cookie.', 'another one');
      const data = await browser.read(sessions);
      const isAsBefore = data['cart'] === 1 && !('shown' in data);
      expect(isAsBefore, 'Neither the failed changes nor those of the error page may be stored.', data);
    },
  ),
];
