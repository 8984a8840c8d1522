import { expectOpened, expectRefused } from '../../fixture/sealed-fixture.js';
import { acrossTimeZones } from '../../fixture/time-zones.js';
import { expect } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

const day = 86_400_000;

export const deadlineLaws = [
  law(
    '110a',
    'the sealed deadline is enforced: a token opens one granule before it and is refused one granule after it',
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
];
