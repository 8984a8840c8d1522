import fc from 'fast-check';
import { expectOpened, expectRefused, seal, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { expect } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';
import { garbage, longTexts } from './garbage-tokens.js';
import { remaindersOf, respelled, slightlyChanged } from './spellings.js';
import { cutAndExtended, flippedBits, mutated, reencoded, spliced, type Tampered } from './tampered-tokens.js';

/** Fails if one of the tokens opens or makes `unseal` throw. Skips texts that happen to be genuine tokens. */
async function expectAllRefused(
  { two, seed }: SealedFixture,
  forgeries: Iterable<Tampered>,
  genuine: readonly string[],
): Promise<void> {
  let tried = 0;
  for (const { token, change } of forgeries) {
    if (genuine.includes(token)) continue;
    await expectRefused(two, token, `a valid token with ${change} (seed ${seed})`);
    tried++;
  }
  expect(tried > 0, 'The law must have tokens to try.', tried);
}

/** A text that takes less than this is not measured again. */
const suspiciousSeconds = 0.5;

/** Work that grows with the length doubles for twice the length. The square of the length takes four times as long. */
const maxGrowth = 3;

/** Returns the least CPU time in seconds of some calls of `unseal`, which must refuse the text. */
async function secondsToRefuse({ two }: SealedFixture, text: string, rounds: number): Promise<number> {
  const what = `a text of ${text.length} characters that begins with ${JSON.stringify(text.slice(0, 20))}`;
  let least = Infinity;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    await expectRefused(two, text, what);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}

/** Returns tokens whose parts have different lengths, so that their last characters have different unused bits. */
async function tokensOfSeveralLengths(fixture: SealedFixture): Promise<string[]> {
  const tokens = new Map<string, string>();
  for (
    let length = 0;
    length <= fixture.one.limits.maxPayloadBytes && tokens.size < 8;
    length += length < 16 ? 1 : 16
  ) {
    if (length > 1100) break;
    const { token } = await fixture.sealed({ payload: 'x'.repeat(length) });
    if (!tokens.has(remaindersOf(token))) tokens.set(remaindersOf(token), token);
  }
  return [...tokens.values()];
}

export const forgeryLaws = [
  // The first, because nothing can interrupt a store that a text keeps busy: it would end the run in a later law.
  law(
    '105h',
    'a long text that is not a token is refused after work that grows with its length, not faster',
    async (fixture) => {
      const { token } = await fixture.sealed();
      for (const { text, half } of longTexts(token)) {
        if ((await secondsToRefuse(fixture, text, 1)) < suspiciousSeconds) continue;
        const [whole, shorter] = [await secondsToRefuse(fixture, text, 3), await secondsToRefuse(fixture, half, 3)];
        const demand = 'unseal must not take much more than twice as long for twice the text: anybody can send one.';
        const seen = { text: text.slice(0, 40), lengths: [text.length, half.length], cpuSeconds: [whole, shorter] };
        expect(whole < maxGrowth * shorter, demand, seen);
      }
    },
  ),

  law('105a', 'a token with any one bit flipped is refused', async (fixture) => {
    const { record, token } = await fixture.sealed({ payload: '{}' });
    await expectOpened(fixture.two, token, record, 'a token of the other instance');
    await expectAllRefused(fixture, flippedBits(token, fixture.seed), [token]);
    const payload = 'x'.repeat(Math.min(1500, fixture.one.limits.maxPayloadBytes));
    const large = await fixture.sealed({ payload, owner: 'Ursula' });
    await expectAllRefused(fixture, flippedBits(large.token, fixture.seed, 20), [large.token]);
  }),

  law('105b', 'a token that is shortened or extended anywhere is refused', async (fixture) => {
    const { token } = await fixture.sealed();
    await expectAllRefused(fixture, cutAndExtended(token), [token]);
  }),

  law(
    '105c',
    'a token in another encoding is refused: padded, percent-encoded, with spaces, in another alphabet',
    async (fixture) => {
      for (let round = 0; round < fixture.rounds(20); round++) {
        const { token } = await fixture.sealed({ payload: 'x'.repeat(round) });
        await expectAllRefused(fixture, reencoded(token), [token]);
      }
    },
  ),

  law('105d', 'the beginning of one token joined to the end of another is refused', async (fixture) => {
    const { record, token } = await fixture.sealed({ owner: 'Ursula' });
    const others = [
      await seal(fixture.one, record),
      await seal(fixture.one, { ...record, owner: 'Viktor' }),
      (await fixture.sealed({ payload: '{"cart":[1,2,3,4,5,6,7,8]}' })).token,
    ];
    for (const other of others) {
      await expectAllRefused(fixture, spliced(token, other), [token, other]);
      await expectAllRefused(fixture, spliced(other, token), [token, other]);
    }
  }),

  law('105e', 'tokens that are changed at random are refused', async (fixture) => {
    const [one, other] = [await fixture.sealed({ owner: 'Ursula' }), await fixture.sealed()];
    const genuine = [one.token, other.token];
    const options = { seed: fixture.seed, numRuns: fixture.effort.mutatedTokens };
    const forgeries = fc.sample(mutated(one.token, other.token), options);
    await expectAllRefused(fixture, forgeries, genuine);
  }),

  law('105f', 'text that is not a token is refused, whatever it looks like', async (fixture) => {
    const { record, token } = await fixture.sealed();
    await expectAllRefused(fixture, garbage(token, fixture.seed), [token]);
    await expectOpened(fixture.two, token, record, 'a valid token after many invalid ones');
  }),

  law(
    '105g',
    'every token has one spelling, whatever its length: no unused bit of its last characters may differ',
    async (fixture) => {
      for (const token of await tokensOfSeveralLengths(fixture)) {
        await expectAllRefused(fixture, respelled(token), [token]);
      }
    },
  ),

  law('105i', 'small changes of many tokens of different lengths are refused', async (fixture) => {
    for (let length = 0; length < 60; length++) {
      const { token } = await fixture.sealed({ payload: 'x'.repeat(length) });
      await expectAllRefused(fixture, slightlyChanged(token, fixture.seed + length), [token]);
    }
    // A decoder may be lenient only with a token that has hardly any of these letters, which few tokens are.
    for (let made = 0, tried = 0; made < 1000 && tried < 200; made++) {
      const { token } = await fixture.sealed({ payload: 'x'.repeat(made % 10) });
      const isRare = ['-', '_'].some((letter) => token.split(letter).length <= 2);
      if (!isRare) continue;
      await expectAllRefused(fixture, slightlyChanged(token, fixture.seed), [token]);
      tried++;
    }
  }),
];
