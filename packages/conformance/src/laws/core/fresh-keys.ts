import { SessionError, sessionIdOf } from '@sess/core';
import { Browser } from '../../fixture/browser.js';
import { expectLive } from '../../fixture/record-expectations.js';
import { intercepted, spied } from '../../fixture/spied-store.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

export const freshKeyLaws = [
  law(
    '16',
    "if create returns 'taken', core tries new keys a limited number of times, then fails with a typed error",
    async (fixture) => {
      const { one } = fixture;
      let refusals = 2;
      const tries: unknown[] = [];
      const store = intercepted(one, (verb, call, [id]) => {
        if (verb !== 'create') return call();
        tries.push(id);
        return refusals-- > 0 ? Promise.resolve({ status: 'taken' }) : call();
      });
      const sessions = fixture.manage(store);
      const browser = new Browser();
      await browser.visit(sessions, (session) => session.set('cart', 1));
      expect(new Set(tries).size === tries.length, "Each try after 'taken' must use a new id.", tries);
      expect(
        browser.key !== undefined,
        'After two keys that were taken, a third must be stored and sent to the browser.',
        browser.header,
      );
      await expectLive(one, await sessionIdOf(browser.key), 'under the key that was sent after two were taken');

      refusals = Infinity;
      tries.length = 0;
      const isExhausted = (error: unknown): error is SessionError =>
        error instanceof SessionError && error.code === 'KEYS_EXHAUSTED';
      const visit = new Browser().visit(sessions, (session) => session.set('cart', 1));
      await expectRejection(
        visit,
        isExhausted,
        "If create always returns 'taken', core must reject with SessionError KEYS_EXHAUSTED.",
      );
      expect(tries.length <= 10, 'New keys must be tried a limited number of times.', tries.length);
    },
  ),

  law('93', 'the stored id is not a key: a cookie with it opens nothing', async (fixture) => {
    const { store, calls } = spied(fixture.one);
    const sessions = fixture.manage(store);
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.set('cart', 1));
    const id = browser.key && (await sessionIdOf(browser.key));
    calls.length = 0;
    const isAnonymous = await Browser.holding(id ?? '').visit(sessions, (session) => session.isNew);
    expect(isAnonymous && calls.length === 0, 'A session id in the cookie must open nothing and cause no call.', calls);
  }),
];
