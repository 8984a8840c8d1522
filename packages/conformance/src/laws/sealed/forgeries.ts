import { expect } from '../../expectations.js';
import { SeededRandom } from '../../random-text.js';
import { garbage } from '../../sealed/garbage-tokens.js';
import { expectOpened, expectRefused, seal, type SealedBench } from '../../sealed/sealed-bench.js';
import {
  cutAndExtended,
  flippedBits,
  mutated,
  reencoded,
  spliced,
  type Tampered,
} from '../../sealed/tampered-tokens.js';
import { sealedLaw as law } from './sealed-law.js';

/** Fails when one of them opens, or throws. What is by chance a token that the store did seal is left out. */
async function expectAllRefused(
  { two, seed }: SealedBench,
  forgeries: Iterable<Tampered>,
  genuine: readonly string[],
): Promise<void> {
  let tried = 0;
  for (const { token, change } of forgeries) {
    if (genuine.includes(token)) continue;
    await expectRefused(two, token, `a valid token with ${change} (seed ${seed})`);
    tried++;
  }
  expect(tried > 0, 'The law must have had something to try.', tried);
}

export const forgeryLaws = [
  law('105a', 'a token with one bit flipped, whichever it is, is refused', async (bench) => {
    const { record, token } = await bench.sealed({ payload: '{}' });
    await expectOpened(bench.two, token, record, 'a token of the other instance');
    await expectAllRefused(bench, flippedBits(token, new SeededRandom(bench.seed)), [token]);
    const payload = 'x'.repeat(Math.min(1500, bench.one.limits.maxPayloadBytes));
    const large = await bench.sealed({ payload, owner: 'Ursula' });
    await expectAllRefused(bench, flippedBits(large.token, new SeededRandom(bench.seed), 20), [large.token]);
  }),

  law('105b', 'a token that is cut short or extended anywhere is refused', async (bench) => {
    const { token } = await bench.sealed();
    await expectAllRefused(bench, cutAndExtended(token), [token]);
  }),

  law(
    '105c',
    'a token that is written in another way is refused: padded, percent-encoded, with spaces, in another alphabet',
    async (bench) => {
      for (let round = 0; round < bench.rounds(20); round++) {
        const { token } = await bench.sealed({ payload: 'x'.repeat(round) });
        await expectAllRefused(bench, reencoded(token), [token]);
      }
    },
  ),

  law('105d', 'the beginning of one token with the end of another is refused', async (bench) => {
    const { record, token } = await bench.sealed({ owner: 'Ursula' });
    const others = [
      await seal(bench.one, record),
      await seal(bench.one, { ...record, owner: 'Viktor' }),
      (await bench.sealed({ payload: '{"cart":[1,2,3,4,5,6,7,8]}' })).token,
    ];
    for (const other of others) {
      await expectAllRefused(bench, spliced(token, other), [token, other]);
      await expectAllRefused(bench, spliced(other, token), [token, other]);
    }
  }),

  law('105e', 'tokens that are changed at random are refused', async (bench) => {
    const random = new SeededRandom(bench.seed);
    const [one, other] = [await bench.sealed({ owner: 'Ursula' }), await bench.sealed()];
    const genuine = [one.token, other.token];
    const forgeries = Array.from({ length: bench.mutatedTokens }, () => mutated(one.token, other.token, random));
    await expectAllRefused(bench, forgeries, genuine);
  }),

  law('105f', 'what is no token at all is refused, whatever it looks like', async (bench) => {
    const { record, token } = await bench.sealed();
    await expectAllRefused(bench, garbage(token, new SeededRandom(bench.seed)), [token]);
    await expectOpened(bench.two, token, record, 'a good token after much that was not');
  }),
];
