import { expectOpened, expectRefused } from '../../fixture/sealed-fixture.js';
import { acrossTimeZones } from '../../fixture/time-zones.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

const day = 86_400_000;

/** How long tokens live, in milliseconds: within a second, and beside whole seconds and minutes. */
const distances = [1, 2, 3, 9, 10, 99, 100, 499, 500, 501, 998, 999, 1000, 1001, 1499, 1999, 2000, 59_999, 60_001];

export const deadlineLaws = [
  law(
    '110a',
    'the sealed deadline is enforced: a token is unsealed one granule before it and is refused one granule after it',
    async (fixture) => {
      const { one, two, clock } = fixture;
      const { expiryGranularityMs } = one.limits;
      const { record, token } = await fixture.sealed({ expiresAt: fixture.now() + 60_000 + 3 * expiryGranularityMs });
      await clock.reach(record.expiresAt - expiryGranularityMs);
      await expectOpened(one, token, record, 'a token one granule before its deadline');
      await expectOpened(two, token, record, 'a token one granule before its deadline, in another instance');
      await clock.reach(record.expiresAt + (expiryGranularityMs > 1 ? expiryGranularityMs : 0));
      const what = 'a token at its deadline, even if the browser still sends it';
      for (const store of [one, two, await fixture.openWith()]) await expectRefused(store, token, what);
    },
  ),

  law('110b', 'now == expiresAt counts as expired, for the deadline that unseal returns', async (fixture) => {
    const { token } = await fixture.sealed({ expiresAt: fixture.now() + 5000 });
    const unsealed = await fixture.one.unseal(token, { cookieName: '__Host-sid' });
    expect(unsealed !== undefined, 'unseal must open a token that has time left.', unsealed);
    const { expiresAt } = unsealed.record;
    await fixture.clock.reach(expiresAt - 1);
    const what = 'a token one millisecond before the deadline that unseal returned';
    await expectOpened(fixture.one, token, unsealed.record, what);
    await fixture.clock.reach(expiresAt);
    await expectRefused(fixture.one, token, 'a token at the exact deadline that unseal returned');
  }),

  law('110c', 'a deadline in the past or a moment away is not treated as "never" and not moved', async (fixture) => {
    const { one, two, clock } = fixture;
    for (const distance of [-day, -1, 0]) {
      const { token } = await fixture.sealed({ expiresAt: fixture.now() + distance - one.limits.expiryGranularityMs });
      await expectRefused(two, token, `a token whose deadline was ${-distance} ms ago when it was sealed`);
    }
    const { record, token } = await fixture.sealed({ expiresAt: fixture.now() + 250 });
    await clock.reach(record.expiresAt + one.limits.expiryGranularityMs);
    await expectRefused(two, token, 'a token that was sealed to live for 250 ms, one granule after that');
  }),

  law('59', 'deadlines in 31 days, in a year, and after 2038 are kept, up to maxExpiresAt', async (fixture) => {
    const in2040 = Date.UTC(2040, 0, 1);
    for (const expiresAt of [fixture.now() + 31 * day, fixture.now() + 366 * day, in2040, in2040 + 123]) {
      if (expiresAt > fixture.one.limits.maxExpiresAt) continue;
      const { record, token } = await fixture.sealed({ expiresAt });
      await expectOpened(fixture.two, token, record, 'a token with a distant deadline');
    }
  }),

  law('61', 'the time zone of the process does not move a deadline', (fixture) =>
    acrossTimeZones(
      () => fixture.sealed({ expiresAt: fixture.now() + day }),
      ({ record, token }, from) =>
        expectOpened(fixture.two, token, record, `a token sealed under ${from} and opened under another time zone`),
    ),
  ),

  law(
    '165a',
    'a deadline in a moment is kept to the millisecond, and ends the token then, on every instance',
    async (fixture) => {
      const { one, two, clock } = fixture;
      const { expiryGranularityMs } = one.limits;
      for (const distance of distances) {
        const expiresAt = fixture.now() + distance;
        const { record, token } = await fixture.sealed({ expiresAt });
        if (distance > expiryGranularityMs) {
          const what = `a token that lives for ${distance} ms`;
          const { record: seen } = await expectOpened(two, token, record, what);
          await clock.reach(Math.min(seen.expiresAt, expiresAt) - expiryGranularityMs);
          const last = `${what}, ${expiryGranularityMs} ms before its deadline`;
          const { record: again } = await expectOpened(one, token, record, last);
          expectEqual(again.expiresAt, seen.expiresAt, `The deadline of ${what} must be the same on every instance.`);
          await clock.reach(seen.expiresAt);
        } else {
          await clock.reach(expiresAt + expiryGranularityMs);
        }
        for (const store of [one, two]) await expectRefused(store, token, `a token ${distance} ms after it was sealed`);
      }
    },
  ),

  law(
    '165b',
    'instants of every size come back: createdAt exactly, and deadlines up to maxExpiresAt',
    async (fixture) => {
      const { maxExpiresAt, expiryGranularityMs } = fixture.one.limits;
      const now = fixture.now();
      const powers = [31, 32, 40, 41, 42, 43, 48, 52].flatMap((power) => [2 ** power - 1, 2 ** power, 2 ** power + 1]);
      const seconds = [31, 32, 33].flatMap((power) => [-1, 0, 1, 999, 1000].map((more) => 2 ** power * 1000 + more));
      const later = [2 ** 31, 2 ** 32, 999, 1001, 31 * day, 400 * day, 3650 * day].flatMap((distance) => [
        now + distance - 1,
        now + distance,
        now + distance + 1,
      ]);
      const deadlines = [...powers, ...seconds, ...later, maxExpiresAt - 1, maxExpiresAt];
      for (const expiresAt of new Set(deadlines)) {
        if (expiresAt <= now + expiryGranularityMs || expiresAt > maxExpiresAt) continue;
        const { record, token } = await fixture.sealed({ expiresAt });
        await expectOpened(fixture.two, token, record, `a token whose deadline is ${expiresAt}`);
      }
      const creations = [0, 1, 999, 1000, now, now - 1, now + 1, ...powers, ...seconds].filter(
        (each) => each <= now + day,
      );
      for (const createdAt of creations) {
        const { record, token } = await fixture.sealed({ createdAt });
        await expectOpened(fixture.two, token, record, `a token of a record that was created at ${createdAt}`);
      }
    },
  ),
];
