import type { KeyedStore } from '@sess/core';
import { abortError } from '../../fixture/error-kinds.js';
import { race } from '../../fixture/race.js';
import { newOwner } from '../../fixture/random-ids.js';
import { expectAbsent, expectLive, expectStored } from '../../fixture/record-expectations.js';
import { expect, expectEqual, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { clearAll, clearOnce, clearOthers, clearSome, expectCleared, nextMoment } from './clear-all.js';
import { expectNothingOwned } from './owned-sessions.js';

export const clearExpiredLaws = [
  law(
    '84',
    'when no record has expired, deleteExpired removes none, returns 0, and does not fail',
    async (fixture) => {
      const { one, two } = fixture;
      await clearOthers(fixture);
      const { id } = await fixture.put();
      for (const limit of [1, 1000]) {
        const deleted = await clearAll(two, limit);
        expectEqual(deleted, 0, 'deleteExpired must return 0 if no record has expired.');
      }
      await expectLive(one, id, 'after clearing when no record had expired');
    },
    ['deleteExpired'],
  ),

  law(
    '80a',
    'deleteExpired removes all expired records and no live one, at most `limit` at a time',
    async (fixture) => {
      const { one, two } = fixture;
      await clearOthers(fixture);
      const live = await Promise.all(Array.from({ length: 7 }, () => fixture.put()));
      const expired = await fixture.putManyExpired(23, { expiresAt: nextMoment(fixture) });
      const deleted = await clearAll(two, 5);
      expectEqual(deleted, 23, 'deleteExpired must remove the 23 expired records and count each one once.');
      for (const { id } of expired) await expectCleared(one, id);
      for (const { id, record } of live) await expectStored(one, id, record, 'after deleteExpired');
    },
    ['deleteExpired'],
  ),

  law(
    '80b',
    'a record that was live while others were cleared is cleared once it expires, without a write in between',
    async (fixture) => {
      const { one, two } = fixture;
      await clearAll(one, 100);
      const first = fixture.soon();
      const step = fixture.clock.isGiven ? 60_000 : 200;
      const made = [];
      for (const expiresAt of [first, first + step, first + 2 * step]) made.push(await fixture.put({ expiresAt }));
      for (const { id, record } of made) {
        await fixture.pass(record.expiresAt);
        await clearAll(two, 100);
        await expectCleared(one, id);
      }
    },
    ['deleteExpired'],
  ),

  law(
    '83a',
    'deleteExpired returns whether more remain, and the next call continues; an aborted call removes none',
    async (fixture) => {
      const { one, two } = fixture;
      await clearOthers(fixture);
      await fixture.putManyExpired(5, { expiresAt: nextMoment(fixture) });
      const aborted = one.deleteExpired?.(10, { signal: AbortSignal.abort() }) ?? Promise.resolve();
      await expectRejection(aborted, abortError, 'deleteExpired with an aborted signal');
      for (let calls = 0, left = 5; calls < 1000; calls++) {
        const result = await clearSome(calls % 2 === 0 ? one : two, 2);
        left -= result.deleted;
        expect(left >= 0, 'deleteExpired must count no more than the 5 records that have expired.', result);
        if (!result.more) {
          expectEqual(left, 0, 'deleteExpired must return more: true until none of the 5 expired records is left.');
          return;
        }
      }
      expect(false, 'Repeated calls of deleteExpired(2) must come to an end.', '1,000 times more: true');
    },
    ['deleteExpired'],
  ),

  law(
    '85',
    'deleteExpired removes owner entries together with the records',
    async (fixture) => {
      const { one, two } = fixture;
      const owner = newOwner();
      const ids = (await fixture.putManyExpired(3, { owner })).map(({ id }) => id);
      await clearAll(one, 100);
      for (const id of ids) {
        await expectAbsent(two, id, 'after deleteExpired');
        await one.create(id, fixture.record());
      }
      await expectNothingOwned(two, owner, 'that was cleared');
      for (const id of ids) await expectLive(two, id, 'that uses the id of a cleared one, without an owner');
    },
    ['deleteExpired', 'owners'],
  ),

  law(
    '81',
    'a session that another client extends while expired ones are cleared survives',
    async (fixture) => {
      const { one, two } = fixture;
      await clearAll(one, 100);
      for (let round = 0; round < fixture.rounds(20); round++) {
        const made = await fixture.putManyExpired(8);
        const extend = () =>
          Promise.all(made.map(({ id, stored }) => two.update(id, fixture.record(), stored.version)));
        const [, results] = await fixture.whileTwoIsLate(() => race(round, [() => clearOnce(one, 100), extend]));
        for (const [index, { id }] of made.entries()) {
          if (results[index]?.status !== 'written') continue;
          await expectLive(one, id, `whose update returned 'written' while expired ones were cleared, round ${round}`);
        }
      }
    },
    ['deleteExpired', 'a given clock'],
  ),

  law(
    '82',
    'two calls of deleteExpired at once: neither fails, each record is counted once, and none is left after more: false',
    async (fixture) => {
      const { one, two } = fixture;
      await clearOthers(fixture);
      for (const [other, limit] of [
        [two, 100],
        [two, 7],
        [one, 7],
      ] as const) {
        const expired = await fixture.putManyExpired(45, { expiresAt: nextMoment(fixture) });
        const clear = async (store: KeyedStore) => {
          const count = await clearAll(store, limit);
          // At once, while the other call may be clearing.
          await Promise.all(expired.map(async ({ id }) => expectCleared(store, id)));
          return count;
        };
        const [mine, others] = await Promise.all([clear(one), clear(other)]);
        const demand = 'Two calls of deleteExpired at once must count 45 expired records once each.';
        expect(mine + others === 45, demand, { mine, others });
      }
    },
    ['deleteExpired'],
  ),
];
