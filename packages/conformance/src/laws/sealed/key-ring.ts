import type { SealedStore } from '@sess/core';
import { expectOpened, expectRefused, newSealingKey, seal, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { expectEqual } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

/** Seals with one store and opens with the other, and compares `reseal` with the verdict. */
async function expectPassage(
  fixture: SealedFixture,
  from: SealedStore,
  to: SealedStore,
  verdict: 'reseal' | 'keep' | 'refused',
  what: string,
): Promise<void> {
  const record = fixture.record({ owner: 'Ursula' });
  const token = await seal(from, record);
  if (verdict === 'refused') {
    await expectRefused(to, token, what);
    return;
  }
  const { reseal } = await expectOpened(to, token, record, what);
  const demand = verdict === 'reseal' ? 'true: it must be sealed again' : 'false: its key is up to date';
  expectEqual(reseal, verdict === 'reseal', `reseal must be ${demand}, for ${what}.`);
}

export const keyRingLaws = [
  law(
    '108a',
    'the first key seals, every key opens, and a token of a retired key must be sealed again',
    async (fixture) => {
      const [oldest, old, current] = [newSealingKey(), newSealingKey(), newSealingKey()];
      const [first, second, third] = [
        await fixture.openWith({ keys: [oldest] }),
        await fixture.openWith({ keys: [old, oldest] }),
        await fixture.openWith({ keys: [current, old, oldest] }),
      ];
      await expectPassage(fixture, third, third, 'keep', 'a token of the first key');
      await expectPassage(fixture, second, third, 'reseal', 'a token of the second of three keys');
      await expectPassage(fixture, first, third, 'reseal', 'a token of the last of three keys');
      const onlyCurrent = await fixture.openWith({ keys: [current] });
      const what = 'a token of a key ring, in a store that has only its first key';
      await expectPassage(fixture, third, onlyCurrent, 'keep', what);
      const turned = await fixture.openWith({ keys: [oldest, current] });
      await expectPassage(fixture, first, turned, 'keep', 'a token of a key that is now the first');
      await expectPassage(fixture, third, turned, 'reseal', 'a token of a key that is no longer the first');
    },
  ),

  law('108b', 'a removed key opens no token', async (fixture) => {
    const [removed, current] = [newSealingKey(), newSealingKey()];
    const before = await fixture.openWith({ keys: [removed] });
    const after = await fixture.openWith({ keys: [current] });
    await expectPassage(fixture, before, after, 'refused', 'a token of a key that was removed from the key ring');
    const renamed = await fixture.openWith({ keys: [{ ...current, name: removed.name }] });
    const what = 'a token of a removed key whose name another key has now';
    await expectPassage(fixture, before, renamed, 'refused', what);
  }),

  law(
    '108c',
    'a next key opens and does not seal, and its tokens need not be sealed again',
    async (fixture) => {
      const [current, next] = [newSealingKey(), newSealingKey()];
      const [before, during, after] = [
        await fixture.openWith({ keys: [current] }),
        await fixture.openWith({ keys: [current], nextKeys: [next] }),
        await fixture.openWith({ keys: [next, current] }),
      ];
      await expectPassage(fixture, during, before, 'keep', 'a token of a store whose next key must not seal yet');
      const what =
        'a token of a next key: instances that do not seal with it yet must not seal it again with an older key';
      await expectPassage(fixture, after, during, 'keep', what);
      await expectPassage(fixture, during, after, 'reseal', 'a token of the former key once the next key is the first');
    },
    ['next keys'],
  ),
];
