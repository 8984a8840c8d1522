import { expectOpened, expectRefused } from '../../fixture/sealed-fixture.js';
import { acrossTimeZones } from '../../fixture/time-zones.js';
import { expect } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

const day = 86_400_000;

export const deadlineLaws = [
  law(
    '110a',
    'the deadline is inside the seal and enforced: open a granule before it, refused a granule after it',
    async (fixture) => {
      const { one, two, clock } = fixture;
      const { expiryGranularityMs } = one.limits;
      const { record, token } = await fixture.sealed({ expiresAt: fixture.now() + 60_000 + 3 * expiryGranularityMs });
      await clock.reach(record.expiresAt - expiryGranularityMs);
      await expectOpened(one, token, record, 'a token a granule before its deadline');
      await expectOpened(two, token, record, 'a token a granule before its deadline, in another instance');
      await clock.reach(record.expiresAt + (expiryGranularityMs > 1 ? expiryGranularityMs : 0));
      const what = 'a token at its deadline, although the browser still sends it';
      for (const store of [one, two, await fixture.openWith()]) await expectRefused(store, token, what);
    },
  ),

  law('110b', 'now == expiresAt counts as expired, by the deadline that unseal shows', async (fixture) => {
    const { token } = await fixture.sealed({ expiresAt: fixture.now() + 5000 });
    const unsealed = await fixture.one.unseal(token, { cookieName: '__Host-sid' });
    expect(unsealed !== undefined, 'unseal must open a token that has time left.', unsealed);
    const { expiresAt } = unsealed.record;
    await fixture.clock.reach(expiresAt - 1);
    await expectOpened(fixture.one, token, unsealed.record, 'a token a millisecond before the deadline that it shows');
    await fixture.clock.reach(expiresAt);
    await expectRefused(fixture.one, token, 'a token at the very instant of the deadline that it shows');
  }),

  law('110c', 'a deadline that is past already, or a moment away, is neither "for ever" nor moved', async (fixture) => {
    const { one, two, clock } = fixture;
    for (const distance of [-day, -1, 0]) {
      const { token } = await fixture.sealed({ expiresAt: fixture.now() + distance - one.limits.expiryGranularityMs });
      await expectRefused(two, token, `a token whose deadline was ${-distance} ms ago when it was sealed`);
    }
    const { record, token } = await fixture.sealed({ expiresAt: fixture.now() + 250 });
    await clock.reach(record.expiresAt + one.limits.expiryGranularityMs);
    await expectRefused(two, token, 'a token that was sealed to live for 250 ms, a granule after that');
  }),

  law('59', 'deadlines 31 days, a year, and up to maxExpiresAt past 2038 away are kept', async (fixture) => {
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
