import { expectSoundLimits, expectUnknownOptionRefused } from '../../fixture/construction.js';
import { expect, expectEqual } from '../../suite/expect.js';
import type { Ability } from '../../suite/store-subject.js';
import { storeLaw as law } from '../law-kinds.js';

const abilities = [
  'touch',
  'deleteExpired',
  'countExpired',
  'owners',
  'diagnose',
  'close',
] as const satisfies readonly Ability[];

export const claimLaws = [
  law('1', 'kind is correct, and limits are plain, frozen, and the same on every instance', async (fixture) => {
    const { one, two } = fixture;
    expectEqual(one.kind, 'keyed', "kind must be 'keyed'.");
    const { limits } = one;
    expectSoundLimits(one, two, fixture.now());
    const isForgetful = fixture.subject.forget !== undefined;
    const demand = 'limits.durable must be false if a restart of the backend loses all records.';
    expect(!(limits.durable && isForgetful), demand, limits);
    await Promise.resolve();
  }),

  law('2', 'every claimed ability has its method, and no other has one', async ({ one, two, subject }) => {
    for (const store of [one, two]) {
      for (const ability of abilities) {
        const isThere = store[ability] !== undefined;
        const isClaimed = subject.claims.includes(ability);
        const demand = isClaimed ? 'is claimed and must exist' : 'is not claimed and must be absent';
        expect(isThere === isClaimed, `'${ability}' ${demand}.`, { [ability]: store[ability] });
      }
      const isUseful = store.countExpired === undefined || store.deleteExpired !== undefined;
      expect(isUseful, 'A store with countExpired must have deleteExpired.', 'it has not');
      const { owners } = store;
      const isWhole =
        !owners || (typeof owners.listByOwner === 'function' && typeof owners.deleteByOwner === 'function');
      expect(isWhole, 'owners must have both listByOwner and deleteByOwner.', owners);
    }
    await Promise.resolve();
  }),

  law(
    '5',
    'an unknown option is refused at construction, and the error names it',
    ({ subject }) => expectUnknownOptionRefused((options) => subject.construct?.({ ...options })),
    ['construct'],
  ),

  law(
    '6',
    'a store that wraps others claims no more than the weakest of them can keep',
    async ({ one, subject }) => {
      const parts = (subject.parts ?? []).map(({ limits }) => limits);
      expect(parts.length > 0, 'parts must contain the stores that this one wraps.', parts);
      const { maxPayloadBytes, maxExpiresAt, expiryGranularityMs, durable } = one.limits;
      const longest = Math.min(...parts.map((part) => part.maxPayloadBytes));
      expect(maxPayloadBytes <= longest, `limits.maxPayloadBytes must be at most ${longest}.`, one.limits);
      const latest = Math.min(...parts.map((part) => part.maxExpiresAt));
      expect(maxExpiresAt <= latest, `limits.maxExpiresAt must be at most ${latest}.`, one.limits);
      const coarsest = Math.max(...parts.map((part) => part.expiryGranularityMs));
      expect(expiryGranularityMs >= coarsest, `limits.expiryGranularityMs must be at least ${coarsest}.`, one.limits);
      const isDurable = parts.every((part) => part.durable);
      expect(isDurable || !durable, 'limits.durable must be false if a part is not durable.', one.limits);
      await Promise.resolve();
    },
    ['parts'],
  ),
];
