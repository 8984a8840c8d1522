import { Browser } from '../../fixture/browser.js';
import { sessionError } from '../../fixture/error-kinds.js';
import { expectLive } from '../../fixture/record-expectations.js';
import { intercepted, spied } from '../../fixture/spied-store.js';
import { idOf, newVisitor } from '../../fixture/visitors.js';
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
      const browser = await newVisitor(sessions);
      expect(new Set(tries).size === tries.length, "Each try after 'taken' must use a new id.", tries);
      await expectLive(one, await idOf(browser), 'under the key that was sent after two were taken');

      refusals = Infinity;
      tries.length = 0;
      const exhausted = sessionError('KEYS_EXHAUSTED');
      await expectRejection(newVisitor(sessions), exhausted, "If create always returns 'taken', core");
      expect(tries.length <= 10, 'New keys must be tried a limited number of times.', tries.length);
    },
  ),

  law('93', 'the stored id is not a key: a cookie with it opens nothing', async (fixture) => {
    const { store, calls } = spied(fixture.one);
    const sessions = fixture.manage(store);
    const id = await idOf(await newVisitor(sessions));
    calls.length = 0;
    const { isNew } = await Browser.holding(id).snapshot(sessions);
    expect(isNew && calls.length === 0, 'A session id in the cookie must open nothing and cause no call.', calls);
  }),
];
