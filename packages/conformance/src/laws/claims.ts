import { SessionError, SessionTooLargeError, type StoreLimits } from '@sess/core';
import { newId, newRevision } from '../bench.js';
import {
  expect,
  expectAbsent,
  expectLive,
  expectRecord,
  expectRejection,
  expectStatus,
  versionAfter,
} from '../expectations.js';
import { law } from '../law.js';
import type { Ability } from '../store-subject.js';

const abilities = ['touch', 'deleteExpired', 'owners', 'close'] as const satisfies readonly Ability[];

function isTooLarge(error: unknown): error is SessionTooLargeError {
  return error instanceof SessionTooLargeError;
}

/** Text of exactly so many bytes of UTF-8 that has fewer UTF-16 units than bytes. */
function textOfBytes(bytes: number): string {
  return 'é'.repeat(Math.floor(bytes / 2)) + 'x'.repeat(bytes % 2);
}

export const claimLaws = [
  law('1', 'kind and limits are there, plain, frozen, and the same on every instance', async (bench) => {
    const { one, two } = bench;
    expect(one.kind === 'keyed', "kind must be 'keyed'.", one.kind);
    const { limits } = one;
    const isPlain = typeof limits === 'object' && Object.getPrototypeOf(limits) === Object.prototype;
    expect(isPlain && Object.isFrozen(limits), 'limits must be a plain, frozen object.', limits);
    const { maxPayloadBytes, expiryGranularityMs, maxExpiresAt, durable } = limits;
    expect(
      Number.isSafeInteger(maxPayloadBytes) && maxPayloadBytes > 0,
      'limits.maxPayloadBytes must be a positive integer.',
      limits,
    );
    expect(
      Number.isSafeInteger(expiryGranularityMs) && expiryGranularityMs > 0,
      'limits.expiryGranularityMs must be a positive integer.',
      limits,
    );
    expect(
      Number.isFinite(maxExpiresAt) && maxExpiresAt > bench.now(),
      'limits.maxExpiresAt must be epoch milliseconds in the future.',
      limits,
    );
    expect(typeof durable === 'boolean', 'limits.durable must be a boolean.', limits);
    const isForgetful = bench.subject.forget !== undefined;
    expect(
      !(durable && isForgetful),
      'limits.durable must be false where a restart of the backend loses everything.',
      limits,
    );
    const same = (Object.keys(limits) as (keyof StoreLimits)[]).every((name) => limits[name] === two.limits[name]);
    expect(
      same && Object.keys(two.limits).length === Object.keys(limits).length,
      'Two instances must have the same limits.',
      [limits, two.limits],
    );
    await Promise.resolve();
  }),

  law('2', 'every claimed ability has its method, every unclaimed one has none', async ({ one, two, subject }) => {
    for (const store of [one, two]) {
      for (const ability of abilities) {
        const isThere = store[ability] !== undefined;
        const isClaimed = subject.claims.includes(ability);
        expect(
          isThere === isClaimed,
          `'${ability}' ${isClaimed ? 'is claimed and must be there' : 'is not claimed and must be absent'}.`,
          {
            [ability]: store[ability],
          },
        );
      }
      const { owners } = store;
      const isWhole =
        !owners || (typeof owners.listByOwner === 'function' && typeof owners.deleteByOwner === 'function');
      expect(isWhole, 'owners must have both listByOwner and deleteByOwner.', owners);
    }
    await Promise.resolve();
  }),

  law(
    '3a',
    'a payload of maxPayloadBytes is kept whole; one byte more is refused and the former record stays',
    async (bench) => {
      const { one, two } = bench;
      const { maxPayloadBytes } = one.limits;
      const largest = { payload: textOfBytes(maxPayloadBytes) };
      const { id, record, stored } = await bench.put(largest);
      expectRecord(stored, record, one.limits, 'at limits.maxPayloadBytes');
      const next = bench.record({ payload: textOfBytes(maxPayloadBytes).replace('é', 'è') });
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

      const tooLong = bench.record({ payload: `${textOfBytes(maxPayloadBytes)}x` });
      const demand = 'A payload of one byte more than limits.maxPayloadBytes must be refused with SessionTooLargeError';
      const error = await expectRejection(one.update(id, tooLong, former.version), isTooLarge, `${demand} by update.`);
      expect(!error.message.includes('éé'), 'The error must not quote the payload.', error.message);
      const other = await newId();
      await expectRejection(one.create(other, tooLong), isTooLarge, `${demand} by create.`);
      await expectAbsent(two, other, 'after a refused create');
      const after = await expectLive(two, id, 'after a refused update');
      expectRecord(after, former, one.limits, 'after a refused update');
      expect(after.version === former.version, 'A refused update must not change the version.', [
        former.version,
        after.version,
      ]);
    },
  ),

  law('3b', 'a deadline of maxExpiresAt is kept; a later one is refused and the former record stays', async (bench) => {
    const { one, two } = bench;
    const { maxExpiresAt } = one.limits;
    const { id, record, stored } = await bench.put({ expiresAt: maxExpiresAt });
    expectRecord(stored, record, one.limits, 'at limits.maxExpiresAt');
    const demand = 'A deadline after limits.maxExpiresAt must be refused with SessionTooLargeError';
    const tooLate = bench.record({ expiresAt: maxExpiresAt + 1 });
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
    expect(after.version === stored.version, 'A refused write must not change the version.', [
      stored.version,
      after.version,
    ]);
  }),

  law(
    '4',
    'the deadline that load shows is within expiryGranularityMs of the one that was asked, after every write',
    async (bench) => {
      const { one } = bench;
      for (const offset of [1, 499, 500, 501, 999]) {
        const expiresAt = Math.floor(bench.now() / 1000) * 1000 + 100_000 + offset;
        const { id, record, stored } = await bench.put({ expiresAt });
        expectRecord(stored, record, one.limits, 'after create');
        const next = bench.record({ expiresAt: expiresAt + 60_000 });
        const written = await one.update(id, next, stored.version);
        expectStatus(written, 'written', 'update');
        const updated = await expectLive(one, id, 'after an update');
        expectRecord(updated, { ...next, createdAt: record.createdAt }, one.limits, 'after an update');
        if (!one.touch) continue;
        await one.touch(id, expiresAt + 120_000, await versionAfter(one, id, written), newRevision());
        const touched = await expectLive(one, id, 'after a touch');
        const isInTime = Math.abs(touched.expiresAt - expiresAt - 120_000) < one.limits.expiryGranularityMs;
        expect(isInTime, `expiresAt must be ${expiresAt + 120_000} after a touch.`, { expiresAt: touched.expiresAt });
      }
    },
  ),

  law(
    '5',
    'an option that nobody knows is refused by its name at construction',
    async ({ subject }) => {
      const isRight = (error: unknown): error is SessionError =>
        error instanceof SessionError && error.code === 'INVALID_OPTION' && error.message.includes('expiresAfter');
      const construct = () => Promise.resolve().then(() => subject.construct?.({ expiresAfter: 60 }));
      const demand =
        "Constructing with the unknown option 'expiresAfter' must fail with SessionError INVALID_OPTION, which names it.";
      await expectRejection(construct(), isRight, demand);
    },
    ['construct'],
  ),

  law(
    '6',
    'a store that wraps others claims no more than the weakest of them',
    async ({ one, subject }) => {
      const parts = (subject.parts ?? []).map(({ limits }) => limits);
      expect(parts.length > 0, 'parts must hold the stores that this one wraps.', parts);
      const { maxPayloadBytes, maxExpiresAt, expiryGranularityMs, durable } = one.limits;
      const longest = Math.min(...parts.map((part) => part.maxPayloadBytes));
      expect(maxPayloadBytes <= longest, `limits.maxPayloadBytes must be at most ${longest}.`, one.limits);
      const latest = Math.min(...parts.map((part) => part.maxExpiresAt));
      expect(maxExpiresAt <= latest, `limits.maxExpiresAt must be at most ${latest}.`, one.limits);
      const coarsest = Math.max(...parts.map((part) => part.expiryGranularityMs));
      expect(expiryGranularityMs >= coarsest, `limits.expiryGranularityMs must be at least ${coarsest}.`, one.limits);
      const isDurable = parts.every((part) => part.durable);
      expect(isDurable || !durable, 'limits.durable must be false where a part is not durable.', one.limits);
      await Promise.resolve();
    },
    ['parts'],
  ),
];
