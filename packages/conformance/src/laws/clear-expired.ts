import type { SessionId } from '@sess/core';
import { type Bench, newRevision, race } from '../bench.js';
import { clearAll, clearOnce, nextMoment } from '../clearing-bench.js';
import { expect, expectAbsent, expectLive, expectRecord, expectRejection, isAbortError } from '../expectations.js';
import { law } from '../law.js';

async function putMany(bench: Bench, count: number, expiresAt: number, owner?: string): Promise<SessionId[]> {
  const made = Array.from({ length: count }, async () => (await bench.put({ expiresAt, ...(owner && { owner }) })).id);
  return Promise.all(made);
}

export const clearExpiredLaws = [
  law(
    '84',
    'with nothing expired, deleteExpired removes nothing, says so, and is no error',
    async (bench) => {
      const { one, two } = bench;
      await clearAll(one, 100);
      const { id } = await bench.put();
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
    async (bench) => {
      const { one, two } = bench;
      await clearAll(one, 100);
      const expiresAt = nextMoment(bench);
      const expired = await putMany(bench, 23, expiresAt);
      const live = await Promise.all(Array.from({ length: 7 }, () => bench.put()));
      await bench.pass(expiresAt);
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
    async (bench) => {
      const { one, two } = bench;
      await clearAll(one, 100);
      const first = bench.soon();
      const step = bench.clock.isGiven ? 60_000 : 200;
      const made = [];
      for (const expiresAt of [first, first + step, first + 2 * step]) made.push(await bench.put({ expiresAt }));
      for (const { id, record } of made) {
        await bench.pass(record.expiresAt);
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
    async (bench) => {
      const { one, two } = bench;
      await clearAll(one, 100);
      const expiresAt = nextMoment(bench);
      await putMany(bench, 5, expiresAt);
      await bench.pass(expiresAt);
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
    async (bench) => {
      const { one, two } = bench;
      const owner = `owner-${newRevision()}`;
      const expiresAt = bench.soon();
      const ids = await putMany(bench, 3, expiresAt, owner);
      await bench.pass(expiresAt);
      await clearAll(one, 100);
      for (const id of ids) {
        await expectAbsent(two, id, 'after deleteExpired');
        await one.create(id, bench.record());
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
    async (bench) => {
      const { one, two, clock } = bench;
      await clearAll(one, 100);
      for (let round = 0; round < bench.rounds(20); round++) {
        const expiresAt = bench.soon();
        const made = await Promise.all(Array.from({ length: 8 }, () => bench.put({ expiresAt })));
        await bench.pass(expiresAt);
        clock.skewOfTwo = -1 - 2 * one.limits.expiryGranularityMs;
        const [, answers] = await race(
          round,
          () => clearOnce(one, 100),
          () => Promise.all(made.map(({ id, stored }) => two.update(id, bench.record(), stored.version))),
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
    async (bench) => {
      const { one, two } = bench;
      await clearAll(one, 100);
      for (const limit of [100, 7]) {
        const expiresAt = nextMoment(bench);
        const ids = await putMany(bench, 60, expiresAt);
        await bench.pass(expiresAt);
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
