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
    'with nothing expired, deleteExpired removes nothing, says so, and is no error',
    async (fixture) => {
      const { one, two } = fixture;
      await clearAll(one, 100);
      const { id } = await fixture.put();
      for (const limit of [1, 1000]) {
        const deleted = await clearAll(two, limit);
        expect(deleted === 0, 'deleteExpired with nothing expired must count 0.', { deleted });
      }
      await expectLive(one, id, 'after clearing when nothing was expired');
    },
    ['deleteExpired'],
  ),

  law(
    '80a',
    'deleteExpired removes all expired and no live record, at most `limit` at a time',
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
        `deleteExpired must remove the ${expired.length} expired records and count each once.`,
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
    'what was live while others were cleared is cleared once its own deadline has passed, without a write in between',
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
    'deleteExpired says whether more remain, and goes on from there; an aborted one removes nothing',
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
        'deleteExpired(2) with 5 expired must answer { deleted: 2, more: true }.',
        first,
      );
      const second = await clearOnce(two, 2);
      expect(
        second.deleted === 2 && second.more,
        'A second deleteExpired(2) must answer { deleted: 2, more: true }.',
        second,
      );
      const rest = await clearAll(one, 2);
      expect(rest === 1, 'Clearing on must find the one that is left.', { deleted: rest });
    },
    ['deleteExpired'],
  ),

  law(
    '85',
    'owner entries go with the records that deleteExpired removes',
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
      expect(page?.sessions.length === 0, 'A cleared session must leave the list of its owner.', page);
      const deleted = await two.owners?.deleteByOwner(owner, { except: [] });
      expect(deleted === 0, 'deleteByOwner must find nothing of sessions that were cleared before.', { deleted });
      for (const id of ids) await expectLive(two, id, 'that took the id of a cleared one, without an owner');
    },
    ['deleteExpired', 'owners'],
  ),

  law(
    '81',
    'a session that another client prolongs while expired ones are cleared survives',
    async (fixture) => {
      const { one, two, clock } = fixture;
      await clearAll(one, 100);
      for (let round = 0; round < fixture.rounds(20); round++) {
        const expiresAt = fixture.soon();
        const made = await Promise.all(Array.from({ length: 8 }, () => fixture.put({ expiresAt })));
        await fixture.pass(expiresAt);
        clock.skewOfTwo = -1 - 2 * one.limits.expiryGranularityMs;
        const [, answers] = await race(
          round,
          () => clearOnce(one, 100),
          () => Promise.all(made.map(({ id, stored }) => two.update(id, fixture.record(), stored.version))),
        ).finally(() => {
          clock.skewOfTwo = 0;
        });
        for (const [index, { id }] of made.entries()) {
          if (answers[index]?.status !== 'written') continue;
          await expectLive(one, id, `whose update was told written while expired ones were cleared, round ${round}`);
        }
      }
    },
    ['deleteExpired', 'a given clock'],
  ),

  law(
    '82',
    'two clearers at once: no error, each record is counted once, and nothing is left when both say so',
    async (fixture) => {
      const { one, two } = fixture;
      await clearAll(one, 100);
      for (const limit of [100, 7]) {
        const expiresAt = nextMoment(fixture);
        const ids = await putMany(fixture, 60, expiresAt);
        await fixture.pass(expiresAt);
        const [mine, other] = await Promise.all([clearAll(one, limit), clearAll(two, limit)]);
        expect(mine + other === ids.length, `Two clearers must count ${ids.length} expired records once each.`, {
          mine,
          other,
        });
        for (const id of ids) {
          expect(
            (await one.delete(id)) === false,
            'Nothing expired may be left when both clearers say more: false.',
            'one was left',
          );
        }
      }
    },
    ['deleteExpired'],
  ),
];
