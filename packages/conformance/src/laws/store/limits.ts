import { isTooLarge } from '../../fixture/error-kinds.js';
import { newId, newRevision } from '../../fixture/random-ids.js';
import {
  expectAbsent,
  expectDeadline,
  expectLive,
  expectRecord,
  expectSameVersion,
  expectStatus,
  versionAfter,
} from '../../fixture/record-expectations.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Returns text of exactly this many bytes of UTF-8, with fewer UTF-16 units than bytes. */
function textOfBytes(bytes: number): string {
  return 'é'.repeat(Math.floor(bytes / 2)) + 'x'.repeat(bytes % 2);
}

export const limitLaws = [
  law(
    '3a',
    'a payload of maxPayloadBytes is kept complete; one byte more is refused, and the former record stays',
    async (fixture) => {
      const { one, two } = fixture;
      const { maxPayloadBytes } = one.limits;
      const largest = { payload: textOfBytes(maxPayloadBytes) };
      const { id, record, stored } = await fixture.put(largest);
      expectRecord(stored, record, one.limits, 'at limits.maxPayloadBytes');
      const next = fixture.record({ payload: textOfBytes(maxPayloadBytes).replace('é', 'è') });
      expectStatus(
        await one.update(id, next, stored.version),
        'written',
        'update with a payload of limits.maxPayloadBytes',
      );
      const former = await expectLive(two, id, 'that update wrote');
      expectRecord(
        former,
        { ...next, createdAt: record.createdAt },
        one.limits,
        'after an update at limits.maxPayloadBytes',
      );

      const tooLong = fixture.record({ payload: `${textOfBytes(maxPayloadBytes)}x` });
      const demand = 'A payload of one byte more than limits.maxPayloadBytes must be refused with SessionTooLargeError';
      const error = await expectRejection(one.update(id, tooLong, former.version), isTooLarge, `${demand} by update.`);
      expect(!error.message.includes('éé'), 'The error must not quote the payload.', error.message);
      const other = await newId();
      await expectRejection(one.create(other, tooLong), isTooLarge, `${demand} by create.`);
      await expectAbsent(two, other, 'after a refused create');
      const after = await expectLive(two, id, 'after a refused update');
      expectRecord(after, former, one.limits, 'after a refused update');
      expectSameVersion(former, after, 'A refused update');
    },
  ),

  law(
    '3b',
    'a deadline of maxExpiresAt is kept; a later one is refused and the former record stays',
    async (fixture) => {
      const { one, two } = fixture;
      const { maxExpiresAt } = one.limits;
      const { id, record, stored } = await fixture.put({ expiresAt: maxExpiresAt });
      expectRecord(stored, record, one.limits, 'at limits.maxExpiresAt');
      const demand = 'A deadline after limits.maxExpiresAt must be refused with SessionTooLargeError';
      const tooLate = fixture.record({ expiresAt: maxExpiresAt + 1 });
      const other = await newId();
      await expectRejection(one.create(other, tooLate), isTooLarge, `${demand} by create.`);
      await expectAbsent(two, other, 'after a refused create');
      await expectRejection(one.update(id, tooLate, stored.version), isTooLarge, `${demand} by update.`);
      if (one.touch) {
        await expectRejection(
          one.touch(id, maxExpiresAt + 1, stored.version, newRevision()),
          isTooLarge,
          `${demand} by touch.`,
        );
      }
      const after = await expectLive(two, id, 'after refused writes');
      expectRecord(after, record, one.limits, 'after refused writes');
      expectSameVersion(stored, after, 'A refused write');
    },
  ),

  law(
    '4',
    'after every write, the deadline that load returns is within expiryGranularityMs of the requested one',
    async (fixture) => {
      const { one } = fixture;
      for (const offset of [1, 499, 500, 501, 999]) {
        const expiresAt = Math.floor(fixture.now() / 1000) * 1000 + 100_000 + offset;
        const { id, record, stored } = await fixture.put({ expiresAt });
        expectRecord(stored, record, one.limits, 'after create');
        const next = fixture.record({ expiresAt: expiresAt + 60_000 });
        const written = await one.update(id, next, stored.version);
        expectStatus(written, 'written', 'update');
        const updated = await expectLive(one, id, 'after an update');
        expectRecord(updated, { ...next, createdAt: record.createdAt }, one.limits, 'after an update');
        if (!one.touch) continue;
        await one.touch(id, expiresAt + 120_000, await versionAfter(one, id, written), newRevision());
        const touched = await expectLive(one, id, 'after a touch');
        expectDeadline(touched.expiresAt, expiresAt + 120_000, one.limits, 'after a touch');
      }
    },
  ),
];
