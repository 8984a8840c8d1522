import { newId, newOwner, newRevision } from '../../fixture/random-ids.js';
import {
  expectAbsent,
  expectDeadline,
  expectLive,
  expectRecord,
  expectStatus,
  expectStored,
} from '../../fixture/record-expectations.js';
import { acrossTimeZones } from '../../fixture/time-zones.js';
import { expect, expectEmpty } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { idsOf } from './owned-sessions.js';
import { clearAll } from './clear-all.js';

const second = 1000;
const day = 86_400_000;

/** Both are 02:30 in Berlin, in the hour that occurs twice. */
const twiceInBerlin = [Date.UTC(2032, 9, 31, 0, 30), Date.UTC(2032, 9, 31, 1, 30)];

export const expiryLaws = [
  law(
    '57',
    'a record is found one granule before its deadline, and not found one granule after it',
    async (fixture) => {
      const { one, two, clock } = fixture;
      const { expiryGranularityMs } = one.limits;
      const { id, record } = await fixture.put({ expiresAt: fixture.soon() });
      const lastMoment = record.expiresAt - expiryGranularityMs;
      await clock.reach(clock.isGiven ? lastMoment : lastMoment - 300);
      for (const store of [one, two]) {
        const found = await store.load(id);
        // A result that a busy machine returned too late proves nothing, since the real clock has moved on.
        const isInTime = clock.isGiven || fixture.now() < lastMoment;
        expect(found !== undefined || !isInTime, 'load must find the record one granule before its deadline.', found);
      }
      await clock.reach(record.expiresAt + expiryGranularityMs);
      await expectAbsent(one, id, 'one granule after its deadline');
      await expectAbsent(two, id, 'one granule after its deadline');
    },
  ),

  law(
    '58',
    'now == expiresAt counts as expired in load, create, update, touch, deleteIf, lists and clearing',
    async (fixture) => {
      const { one, two, clock } = fixture;
      const owner = one.owners && { owner: newOwner() };
      const { id, stored } = await fixture.put({ ...owner, expiresAt: fixture.soon() });
      await clock.reach(stored.expiresAt - 1);
      await expectLive(one, id, 'one millisecond before the deadline that load returned');
      await clock.reach(stored.expiresAt);
      const when = 'at the exact deadline that load returned';
      await expectAbsent(one, id, when);
      expectStatus(await one.update(id, fixture.record(), stored.version), 'gone', `update ${when}`);
      const touched = await one.touch?.(id, fixture.now() + day, stored.version, newRevision());
      expect(touched !== true, `touch must return false ${when}.`, touched);
      expectStatus(await one.deleteIf(id, stored.version), 'gone', `deleteIf ${when}`);
      if (one.owners && owner) {
        expectEmpty(await idsOf(one, owner.owner), `A list must not contain a session ${when}.`);
      }
      if (one.deleteExpired) {
        await clearAll(two, 100);
        const went = await one.delete(id);
        expect(went === false, `deleteExpired must remove a record ${when}.`, 'the record was still stored');
      }
      expectStatus(await one.create(id, fixture.record()), 'written', `create ${when}, or after clearing,`);
    },
    ['a given clock'],
  ),

  law('59', 'deadlines in 31 days, in a year, and after 2038 are kept, up to maxExpiresAt', async (fixture) => {
    const { one, two } = fixture;
    const in2040 = Date.UTC(2040, 0, 1);
    for (const expiresAt of [fixture.now() + 29 * day, fixture.now() + 31 * day, fixture.now() + 366 * day, in2040]) {
      if (expiresAt > one.limits.maxExpiresAt) continue;
      const { id, record, stored } = await fixture.put({ expiresAt });
      expectRecord(stored, record, one.limits, 'with a distant deadline');
      const longer = fixture.record({ createdAt: record.createdAt, expiresAt: expiresAt - second });
      await one.update(id, longer, stored.version);
      const after = await expectStored(two, id, longer, 'after an update with a distant deadline');
      if (one.touch) {
        const touched = await one.touch(id, expiresAt, after.version, newRevision());
        expect(touched, 'touch with a distant deadline must return true.', touched);
        const last = await expectLive(two, id, 'after a touch with a distant deadline');
        expectDeadline(last.expiresAt, expiresAt, one.limits, 'after a touch');
      }
    }
  }),

  law('60', 'a deadline less than a second away is kept, not rounded to "never" or to "now"', async (fixture) => {
    const { one, two, clock } = fixture;
    const { expiryGranularityMs } = one.limits;
    const isSubtle = clock.isGiven && expiryGranularityMs < 100;
    for (const distance of [700, 250]) {
      const id = await newId();
      const expiresAt = fixture.now() + distance;
      await one.create(id, fixture.record({ expiresAt }));
      if (isSubtle) {
        await clock.reach(expiresAt - expiryGranularityMs);
        await expectLive(two, id, `created to live for ${distance} ms, one granule before its deadline`);
      }
      await clock.reach(expiresAt + expiryGranularityMs);
      await expectAbsent(two, id, `for a record created to live for ${distance} ms, one granule after its deadline`);
    }
  }),

  law('61', 'the time zone of the process does not move a deadline', async (fixture) => {
    const { one, two } = fixture;
    for (const expiresAt of [...twiceInBerlin, fixture.now() + day]) {
      if (expiresAt > one.limits.maxExpiresAt) continue;
      await acrossTimeZones(
        () => fixture.put({ expiresAt, createdAt: expiresAt - 90 * day }),
        async ({ id, record }, from, to) => {
          await expectStored(two, id, record, `when created under ${from} and loaded under ${to}`);
        },
      );
    }
  }),
];
