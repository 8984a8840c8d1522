import type { SessionId } from '@sess/core';
import { isAbortError } from '../../fixture/error-kinds.js';
import { race } from '../../fixture/race.js';
import { newRevision } from '../../fixture/random-ids.js';
import { expectAbsent, expectLive, expectRecord } from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { clearAll, clearOnce, nextMoment } from './clear-all.js';

async function putMany(fixture: StoreFixture, count: number, expiresAt: number, owner?: string): Promise<SessionId[]> {
  const made = Array.from(
    { length: count },
    async () => (await fixture.put({ expiresAt, ...(owner && { owner }) })).id,
  );
  return Promise.all(made);
}

export const clearExpiredLaws = [
  law(
    '84',
    'when no record has expired, deleteExpired removes none, returns 0, and does not fail',
    async (fixture) => {
      const { one, two } = fixture;
      await clearAll(one, 100);
      const { id } = await fixture.put();
      for (const limit of [1, 1000]) {
        const deleted = await clearAll(two, limit);
        expect(deleted === 0, 'deleteExpired must return 0 if no record has expired.', { deleted });
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
      await clearAll(one, 100);
      const expiresAt = nextMoment(fixture);
      const expired = await putMany(fixture, 23, expiresAt);
      const live = await Promise.all(Array.from({ length: 7 }, () => fixture.put()));
      await fixture.pass(expiresAt);
      const deleted = await clearAll(two, 5);
      expect(
        deleted === expired.length,
        `deleteExpired must remove the ${expired.length} expired records and count each one once.`,
        { deleted },
      );
      for (const id of expired) {
        expect(
          (await one.delete(id)) === false,
          'deleteExpired must remove every expired record.',
          'one was still there',
        );
      }
      for (const { id, record } of live) {
        expectRecord(
          await expectLive(one, id, 'that was live while others were cleared'),
          record,
          one.limits,
          'after deleteExpired',
        );
      }
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
        const went = await one.delete(id);
        expect(!went, 'deleteExpired must remove each record once its deadline has passed.', 'it was still there');
      }
    },
    ['deleteExpired'],
  ),

  law(
    '83a',
    'deleteExpired returns whether more remain, and the next call continues; an aborted call removes none',
    async (fixture) => {
      const { one, two } = fixture;
      await clearAll(one, 100);
      const expiresAt = nextMoment(fixture);
      await putMany(fixture, 5, expiresAt);
      await fixture.pass(expiresAt);
      const aborted = one.deleteExpired?.(10, { signal: AbortSignal.abort() }) ?? Promise.resolve();
      await expectRejection(
        aborted,
        isAbortError,
        'deleteExpired with an aborted signal must reject with its AbortError.',
      );
      const first = await clearOnce(one, 2);
      expect(
        first.deleted === 2 && first.more,
        'deleteExpired(2) with 5 expired must return { deleted: 2, more: true }.',
        first,
      );
      const second = await clearOnce(two, 2);
      expect(
        second.deleted === 2 && second.more,
        'A second deleteExpired(2) must return { deleted: 2, more: true }.',
        second,
      );
      const rest = await clearAll(one, 2);
      expect(rest === 1, 'The last deleteExpired must find the one record that is left.', { deleted: rest });
    },
    ['deleteExpired'],
  ),

  law(
    '85',
    'deleteExpired removes owner entries together with the records',
    async (fixture) => {
      const { one, two } = fixture;
      const owner = `owner-${newRevision()}`;
      const expiresAt = fixture.soon();
      const ids = await putMany(fixture, 3, expiresAt, owner);
      await fixture.pass(expiresAt);
      await clearAll(one, 100);
      for (const id of ids) {
        await expectAbsent(two, id, 'after deleteExpired');
        await one.create(id, fixture.record());
      }
      const page = await two.owners?.listByOwner(owner, { limit: 5 });
      expect(page?.sessions.length === 0, 'A session that was cleared must not be in the list of its owner.', page);
      const deleted = await two.owners?.deleteByOwner(owner, { except: [] });
      expect(deleted === 0, 'deleteByOwner must not find sessions that were cleared before.', { deleted });
      for (const id of ids) await expectLive(two, id, 'that uses the id of a cleared one, without an owner');
    },
    ['deleteExpired', 'owners'],
  ),

  law(
    '81',
    'a session that another client extends while expired ones are cleared survives',
    async (fixture) => {
      const { one, two, clock } = fixture;
      await clearAll(one, 100);
      for (let round = 0; round < fixture.rounds(20); round++) {
        const expiresAt = fixture.soon();
        const made = await Promise.all(Array.from({ length: 8 }, () => fixture.put({ expiresAt })));
        await fixture.pass(expiresAt);
        clock.skewOfTwo = -1 - 2 * one.limits.expiryGranularityMs;
        const [, results] = await race(
          round,
          () => clearOnce(one, 100),
          () => Promise.all(made.map(({ id, stored }) => two.update(id, fixture.record(), stored.version))),
        ).finally(() => {
          clock.skewOfTwo = 0;
        });
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
    'two calls of deleteExpired at once: neither fails, each record is counted once, and none is left after both',
    async (fixture) => {
      const { one, two } = fixture;
      await clearAll(one, 100);
      for (const limit of [100, 7]) {
        const expiresAt = nextMoment(fixture);
        const ids = await putMany(fixture, 60, expiresAt);
        await fixture.pass(expiresAt);
        const [mine, other] = await Promise.all([clearAll(one, limit), clearAll(two, limit)]);
        expect(
          mine + other === ids.length,
          `Two calls of deleteExpired must count ${ids.length} expired records once each.`,
          {
            mine,
            other,
          },
        );
        for (const id of ids) {
          expect(
            (await one.delete(id)) === false,
            'No expired record may be left once both calls returned more: false.',
            'one was left',
          );
        }
      }
    },
    ['deleteExpired'],
  ),
];
