import { tooLargeError } from '../../fixture/error-kinds.js';
import { newId, newRevision } from '../../fixture/random-ids.js';
import {
  expectAbsent,
  expectDeadline,
  expectLive,
  expectRecord,
  expectSameVersion,
  expectStatus,
  expectStored,
  versionAfter,
} from '../../fixture/record-expectations.js';
import { expect, expectRejection } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Returns text of exactly this many bytes of UTF-8, with fewer UTF-16 units than bytes. */
function textOfBytes(bytes: number): string {
  return 'é'.repeat(Math.floor(bytes / 2)) + 'x'.repeat(bytes % 2);
}

/** Characters that need more room as JSON, base64, UTF-16 or a literal, or less in units than in bytes. */
const costlyUnits: Readonly<Record<string, string>> = {
  'double quotes': '"',
  'single quotes': "'",
  backslashes: '\\',
  'line breaks': '\n',
  'control characters': '\u0001',
  'characters of three bytes': '€',
  'characters of four bytes': '😀',
};

/** Returns text of exactly this many bytes of UTF-8 that repeats the unit and ends with it. */
function filledWith(unit: string, bytes: number): string {
  const size = Buffer.byteLength(unit);
  return 'x'.repeat(bytes % size) + unit.repeat(Math.floor(bytes / size));
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
      const updated = await one.update(id, next, stored.version);
      expectStatus(updated, 'written', 'update with a payload of limits.maxPayloadBytes');
      const whole = { ...next, createdAt: record.createdAt };
      const former = await expectStored(two, id, whole, 'after an update at limits.maxPayloadBytes');

      const tooLong = fixture.record({ payload: `${textOfBytes(maxPayloadBytes)}x` });
      const what = 'with a payload of one byte more than limits.maxPayloadBytes';
      const error = await expectRejection(one.update(id, tooLong, former.version), tooLargeError, `update ${what}`);
      expect(!error.message.includes('éé'), 'The error must not quote the payload.', error.message);
      const other = await newId();
      await expectRejection(one.create(other, tooLong), tooLargeError, `create ${what}`);
      await expectAbsent(two, other, 'after a refused create');
      const after = await expectStored(two, id, former, 'after a refused update');
      expectSameVersion(former, after, 'A refused update');
    },
  ),

  law(
    '3c',
    'the limit counts bytes of UTF-8: not characters, and not what escapes or encodings make of them',
    async (fixture) => {
      const { one, two } = fixture;
      const { maxPayloadBytes } = one.limits;
      for (const [what, unit] of Object.entries(costlyUnits)) {
        const payload = filledWith(unit, maxPayloadBytes);
        const { id, record, stored } = await fixture.put({ payload });
        await expectStored(two, id, record, `at limits.maxPayloadBytes, full of ${what}`);
        const tooLong = fixture.record({ payload: `${payload}x` });
        const call = `of one byte more than limits.maxPayloadBytes, full of ${what}`;
        const other = await newId();
        await expectRejection(one.update(id, tooLong, stored.version), tooLargeError, `update ${call}`);
        await expectRejection(one.create(other, tooLong), tooLargeError, `create ${call}`);
        await one.delete(id);
      }
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
      const what = 'with a deadline after limits.maxExpiresAt';
      const tooLate = fixture.record({ expiresAt: maxExpiresAt + 1 });
      const other = await newId();
      await expectRejection(one.create(other, tooLate), tooLargeError, `create ${what}`);
      await expectAbsent(two, other, 'after a refused create');
      await expectRejection(one.update(id, tooLate, stored.version), tooLargeError, `update ${what}`);
      const touching = one.touch?.(id, maxExpiresAt + 1, stored.version, newRevision());
      if (touching) await expectRejection(touching, tooLargeError, `touch ${what}`);
      const after = await expectStored(two, id, record, 'after refused writes');
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
        await expectStored(one, id, { ...next, createdAt: record.createdAt }, 'after an update');
        if (!one.touch) continue;
        await one.touch(id, expiresAt + 120_000, await versionAfter(one, id, written), newRevision());
        const touched = await expectLive(one, id, 'after a touch');
        expectDeadline(touched.expiresAt, expiresAt + 120_000, one.limits, 'after a touch');
      }
    },
  ),
];
