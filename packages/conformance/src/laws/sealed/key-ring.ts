import type { SealedStore } from '@sess/core';
import { sessionError } from '../../fixture/error-kinds.js';
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
    'the first key seals, every key unseals, and a token of a retired key must be sealed again',
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

  law('108b', 'a removed key unseals no token', async (fixture) => {
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
    'a next key unseals and does not seal, and its tokens need not be sealed again',
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

  law(
    '161a',
    'every key of a long ring unseals, wherever it stands, and only tokens of the first stay',
    async (fixture) => {
      const made = Array.from({ length: 12 }, newSealingKey);
      // In both directions, so that a store which orders keys by something of their own is noticed at once.
      for (const ring of [made, made.toReversed()]) {
        const store = await fixture.openWith({ keys: ring });
        for (const [index, key] of ring.entries()) {
          const from = await fixture.openWith({ keys: [key] });
          const verdict = index === 0 ? 'keep' : 'reseal';
          await expectPassage(fixture, from, store, verdict, `a token of key ${index + 1} of 12`);
          const rest = await fixture.openWith({ keys: ring.filter((other) => other !== key) });
          await expectPassage(fixture, from, rest, 'refused', `a token of key ${index + 1} of 12, which was removed`);
        }
      }
    },
  ),

  law('161b', 'keys whose names look alike are different keys', async (fixture) => {
    const { name } = newSealingKey();
    const short = name.slice(0, 4);
    const names = [name, short, `${short}0`, `${short}00`, `x${short}`, 'a', 'b', 'aa', 'ab', 'k1'];
    await expectAllOpen(fixture, names);
    await expectAllOpen(fixture, names.toReversed());
    for (const folded of [
      ['key1', 'KEY1', 'Key1'],
      ['b', 'B', 'a', 'A'],
    ]) {
      await expectAllOpen(fixture, folded, 'may be refused');
    }
  }),

  law(
    '161c',
    'next keys open wherever they stand, are never sealed again, and become retired like all others',
    async (fixture) => {
      const [old, current, next, later] = [newSealingKey(), newSealingKey(), newSealingKey(), newSealingKey()];
      const [ofOld, ofNext, ofLater] = await Promise.all(
        [old, next, later].map((key) => fixture.openWith({ keys: [key] })),
      );
      const before = await fixture.openWith({ keys: [current, old], nextKeys: [next, later] });
      for (const [from, verdict, what] of [
        [before, 'keep', 'the key that seals'],
        [ofOld!, 'reseal', 'a retired key'],
        [ofNext!, 'keep', 'the first of two next keys'],
        [ofLater!, 'keep', 'the last of two next keys'],
      ] as const) {
        await expectPassage(fixture, from, before, verdict, `a token of ${what}`);
      }
      const during = await fixture.openWith({ keys: [next, current, old], nextKeys: [later] });
      await expectPassage(fixture, ofNext!, during, 'keep', 'a token of a former next key, which seals now');
      await expectPassage(fixture, before, during, 'reseal', 'a token of a key that sealed before the next one');
      await expectPassage(fixture, ofLater!, during, 'keep', 'a token of the key that is still next');
      const after = await fixture.openWith({ keys: [later, next] });
      await expectPassage(fixture, during, after, 'reseal', 'a token of a former next key, which is retired now');
      await expectPassage(fixture, before, after, 'refused', 'a token of a key that was removed');
    },
    ['next keys'],
  ),
];

/** Fails unless a store with keys of these names opens tokens of each of them. */
async function expectAllOpen(
  fixture: SealedFixture,
  names: readonly string[],
  refusal?: 'may be refused',
): Promise<void> {
  const ring = names.map((name) => ({ ...newSealingKey(), name }));
  const [opening] = await Promise.allSettled([fixture.openWith({ keys: ring })]);
  // "Exactly, or not at all": a store may refuse names that it cannot tell apart.
  if (opening.status === 'rejected' && refusal && sessionError('INVALID_OPTION').is(opening.reason)) return;
  const store = opening.status === 'fulfilled' ? opening.value : await fixture.openWith({ keys: ring });
  for (const [index, key] of ring.entries()) {
    const from = await fixture.openWith({ keys: [key] });
    const what = `a token of the key ${key.name}, in a ring of ${names.join(', ')}`;
    await expectPassage(fixture, from, store, index === 0 ? 'keep' : 'reseal', what);
  }
}
