import type { SealedRecord, SealedStore } from '@sess/core';
import { expectOpened, expectRefused, seal } from '../../fixture/sealed-fixture.js';
import { expect } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

async function revoke(store: SealedStore, record: SealedRecord): Promise<void> {
  expect('revoke' in store, "'revoke' is claimed and must exist.", 'it does not');
  await store.revoke?.(record);
}

export const revocationLaws = [
  law(
    '45',
    'after revoke, no instance unseals any token of the record, not even one that is sealed later',
    async (fixture) => {
      const { one, two } = fixture;
      const { record, token } = await fixture.sealed({ owner: 'Ursula' });
      const renewed = { ...record, payload: '{"renewed":true}', expiresAt: record.expiresAt + 60_000 };
      const earlier = await seal(two, renewed);
      for (const store of [one, two]) await expectOpened(store, token, record, 'a token before it is revoked');
      // The caller of revoke passes the latest deadline of any token of the record.
      await revoke(one, renewed);
      // A slow request that opened the session earlier seals it again.
      const later = await seal(two, renewed);
      for (const store of [one, two, await fixture.openWith()]) {
        await expectRefused(store, token, 'a token of a revoked record');
        await expectRefused(store, earlier, 'a renewed token of a revoked record');
        await expectRefused(store, later, 'a token of a revoked record that was sealed after the revocation');
      }
      const { expiryGranularityMs } = one.limits;
      await fixture.clock.reach(renewed.expiresAt - expiryGranularityMs);
      for (const each of [earlier, later]) {
        await expectRefused(two, each, 'a token of a revoked record, shortly before the deadline of the revocation');
      }
    },
    ['revoke'],
  ),

  law(
    '46',
    'revoke ends only this record, and accepts a record that is already revoked or expired',
    async (fixture) => {
      const { one, two } = fixture;
      const [ended, other] = [await fixture.sealed({ owner: 'Ursula' }), await fixture.sealed({ owner: 'Ursula' })];
      await Promise.all([revoke(one, ended.record), revoke(two, ended.record)]);
      await revoke(one, ended.record);
      await revoke(one, fixture.record({ expiresAt: fixture.now() - 60_000 }));
      await expectRefused(two, ended.token, 'the token of a record that was revoked twice');
      await expectOpened(two, other.token, other.record, 'a token of another record of the same owner');
    },
    ['revoke'],
  ),

  law(
    '46c',
    'of two revocations of a record at once the later deadline counts, in whatever order and on whatever instances',
    async (fixture) => {
      const { one, two, clock } = fixture;
      const expiresAt = fixture.now() + 3_600_000;
      const soon = fixture.now() + 60_000;
      const tokens: string[] = [];
      for (const [first, second] of [
        [one, one],
        [one, two],
        [two, one],
        [two, two],
      ] as const) {
        for (const deadlines of [
          [soon, expiresAt],
          [expiresAt, soon],
          [expiresAt, soon, soon + 1000, soon],
        ]) {
          const { record, token } = await fixture.sealed({ expiresAt });
          const calls = deadlines.map((until, at) =>
            revoke(at % 2 === 0 ? first : second, { ...record, expiresAt: until }),
          );
          await Promise.all(calls);
          tokens.push(token);
        }
      }
      await clock.reach(expiresAt - one.limits.expiryGranularityMs);
      for (const token of tokens) {
        await expectRefused(one, token, 'a token that was revoked until then, and at once for a shorter time');
      }
    },
    ['revoke'],
  ),

  law(
    '46b',
    'of two revocations of a record the later deadline counts, and one after maxExpiresAt does not fail',
    async (fixture) => {
      const { one, two } = fixture;
      const { expiryGranularityMs, maxExpiresAt } = one.limits;
      const { record, token } = await fixture.sealed();
      const earlier = { ...record, expiresAt: fixture.now() + 60_000 };
      // Instances with different timeouts know different deadlines.
      for (const [store, each] of [
        [two, earlier],
        [one, record],
        [two, earlier],
      ] as const) {
        await revoke(store, each);
      }
      const endless = await fixture.sealed();
      await revoke(one, { ...endless.record, expiresAt: Math.min(maxExpiresAt + 60_000, 8.64e15) });
      await fixture.clock.reach(record.expiresAt - expiryGranularityMs);
      await expectRefused(one, token, 'a token that was revoked until then, and again for a shorter time');
      await expectRefused(two, endless.token, 'a token that was revoked until after limits.maxExpiresAt');
    },
    ['revoke'],
  ),
];
