import { SessionError, sessionIdOf } from '@sess/core';
import { Browser } from '../../browser.js';
import { expect, expectLive, expectRejection } from '../../expectations.js';
import { law } from '../../law.js';
import { intercepted, spied } from '../../spied-store.js';

/** Nothing here has the form of a key, or of one cookie. */
const malformed = [
  '',
  'short',
  'a'.repeat(31),
  'a'.repeat(33),
  'A'.repeat(32),
  'a'.repeat(5000),
  `${'a'.repeat(31)}\u0001`,
  `${'a'.repeat(31)}\u0000`,
  `${'a'.repeat(31)}\n`,
  `${'a'.repeat(31)} b`,
  `${'a'.repeat(31)}é`,
  '%61'.repeat(32),
  '__proto__',
  'constructor',
  '{"$ne":null}',
  "' OR 1=1 --",
  `${'a'.repeat(32)}; __Host-sid=${'b'.repeat(32)}`,
];

export const anonymousVisitLaws = [
  law('15', 'a visit that stores nothing makes no call of the store and sets no cookie', async (bench) => {
    const { store, calls } = spied(bench.one);
    const sessions = bench.manage(store);
    const request = await new Browser().begin(sessions);
    const { session } = request;
    session.get('cart');
    session.takeFlash('notice');
    session.set('passing', 1).delete('passing');
    const { cookies } = await request.answer();
    expect(calls.length === 0, 'A visit that stores nothing must make no call of the store.', calls);
    expect(cookies.length === 0, 'A visit that stores nothing must set no cookie.', cookies);
  }),

  law(
    '16',
    "core meets 'taken' with a fresh key, a bounded number of times, then with a typed error",
    async (bench) => {
      const { one } = bench;
      let refusals = 2;
      const tries: unknown[] = [];
      const store = intercepted(one, (verb, call, [id]) => {
        if (verb !== 'create') return call();
        tries.push(id);
        return refusals-- > 0 ? Promise.resolve({ status: 'taken' }) : call();
      });
      const sessions = bench.manage(store);
      const browser = new Browser();
      await browser.visit(sessions, (session) => session.set('cart', 1));
      expect(new Set(tries).size === tries.length, 'Each try after taken must have a fresh id.', tries);
      expect(
        browser.key !== undefined,
        'After two keys that were taken, a third must be stored and set.',
        browser.header,
      );
      await expectLive(one, await sessionIdOf(browser.key), 'under the key that was set after two were taken');

      refusals = Infinity;
      tries.length = 0;
      const isExhausted = (error: unknown): error is SessionError =>
        error instanceof SessionError && error.code === 'KEYS_EXHAUSTED';
      const visit = new Browser().visit(sessions, (session) => session.set('cart', 1));
      await expectRejection(
        visit,
        isExhausted,
        'A store that calls every id taken must become SessionError KEYS_EXHAUSTED.',
      );
      expect(tries.length <= 10, 'Fresh keys must be tried a bounded number of times.', tries.length);
    },
  ),

  law(
    '21',
    'malformed and doubled cookies are refused before the store is asked, and change no cookie',
    async (bench) => {
      const { store, calls } = spied(bench.one);
      const sessions = bench.manage(store);
      for (const value of malformed) {
        const request = await Browser.holding(value).begin(sessions);
        const { session } = request;
        expect(session.isNew && session.isEmpty, 'A malformed cookie must be an anonymous visit.', {
          value,
          id: session.id,
        });
        const { cookies } = await request.answer();
        expect(cookies.length === 0, 'A malformed cookie must neither be cleared nor replaced.', { value, cookies });
        expect(calls.length === 0, 'A malformed cookie must not reach the store.', { value, calls });
      }
      const browser = Browser.holding('short');
      await browser.visit(sessions, (session) => session.set('cart', 1));
      expect(
        browser.key !== undefined,
        'A visitor with a malformed cookie must get a fresh key at the first write.',
        browser.header,
      );
    },
  ),

  law('93', 'the stored id is no key: presenting it opens nothing', async (bench) => {
    const { store, calls } = spied(bench.one);
    const sessions = bench.manage(store);
    const browser = new Browser();
    await browser.visit(sessions, (session) => session.set('cart', 1));
    const id = browser.key && (await sessionIdOf(browser.key));
    calls.length = 0;
    const isAnonymous = await Browser.holding(id ?? '').visit(sessions, (session) => session.isNew);
    expect(isAnonymous && calls.length === 0, 'A session id in the cookie must open nothing and ask nothing.', calls);
  }),
];
