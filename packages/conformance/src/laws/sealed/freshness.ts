import { randomBytes } from 'node:crypto';
import type { SealContext, SealedStore } from '@sess/core';
import { context, httpContext, newSealingKey, seal, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { expect } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';
import { KnownStreams, likenessOf, repetitionIn } from './key-streams.js';

/** A payload that hardly compresses, long enough that a token is ciphertext for the most part. */
function longPayload({ one }: SealedFixture, length: number): string {
  return randomBytes(length).toString('base64').slice(0, Math.min(length, one.limits.maxPayloadBytes));
}

/** Returns stores that seal with the same key, and names under which they seal: each might begin a key stream anew. */
async function sealingPlaces(fixture: SealedFixture): Promise<(readonly [SealedStore, SealContext])[]> {
  const { one, two, keys } = fixture;
  const claims = fixture.subject.claims ?? [];
  const closed = await fixture.openWith();
  await closed.close?.();
  const stores = [one, two, await fixture.openWith(), await fixture.openWith({ keys: [...keys, newSealingKey()] })];
  if (claims.includes('purposes')) stores.push(await fixture.openWith({ purpose: 'invitations' }));
  if (claims.includes('next keys')) stores.push(await fixture.openWith({ nextKeys: [newSealingKey()] }));
  return stores.flatMap((store) => [[store, context] as const, [store, httpContext] as const]);
}

export const freshnessLaws = [
  law(
    '109a',
    'two tokens of one record differ, also of an empty payload, from one instance and from several',
    async (fixture) => {
      const stores = [fixture.one, fixture.two, await fixture.openWith(), await fixture.openWith()];
      for (const payload of [fixture.record().payload, '', '{}', 'null', '[]', '0', 'x'.repeat(16)]) {
        const record = fixture.record({ payload });
        const tokens: string[] = [];
        // Finds instances that all count from one, or that start with the same random state.
        for (let round = 0; round < 5; round++) for (const store of stores) tokens.push(await seal(store, record));
        const distinct = new Set(tokens).size;
        const demand = 'Each seal of one record must return another token: a repeated nonce can reveal the key.';
        expect(distinct === tokens.length, demand, { payload, seals: tokens.length, distinct });
      }
    },
  ),

  law('109b', 'many tokens of one record are all different, and no two have the same ciphertext', async (fixture) => {
    const record = fixture.record({ payload: longPayload(fixture, 100) });
    const { sealedTokens } = fixture.effort;
    const streams = new KnownStreams();
    for (let made = 0; made < sealedTokens; made++) {
      const same = streams.add(await seal(fixture.one, record), made);
      const demand = `${sealedTokens} tokens of one record must have different ciphertext: the salt must be long and random. A repeated key stream shows what two sessions have in common, and may reveal the key.`;
      expect(same === undefined, demand, { tokens: [same, made] });
    }
  }),

  law(
    '158a',
    'no two tokens share a key stream: not of one instance, of several, under other names or purposes',
    async (fixture) => {
      const record = fixture.record({ payload: longPayload(fixture, 900), owner: 'Ursula' });
      const tokens: string[] = [];
      const places = await sealingPlaces(fixture);
      for (let round = 0; round < 4; round++) {
        for (const [store, where] of places) tokens.push(await seal(store, record, where));
        await fixture.clock.reach(fixture.now() + 1000);
      }
      // The same plaintext under the same key stream is the same ciphertext, whatever else is random in a token.
      for (const [index, token] of tokens.entries()) {
        for (const other of tokens.slice(0, index)) {
          const demand =
            'The ciphertexts of one record must have nothing in common: from two tokens of one key stream, anybody can compute what one session contains from what the other contains.';
          expect(likenessOf(token, other) < 0.5, demand, { token, other });
        }
      }
    },
  ),

  law('158b', 'a token does not show that parts of the payload repeat', async (fixture) => {
    const { maxPayloadBytes } = fixture.one.limits;
    for (const unit of ['x', 'the-same-again,,']) {
      const payload = unit.repeat(Math.floor(Math.min(2000, maxPayloadBytes) / unit.length));
      const { token } = await fixture.sealed({ payload });
      const distance = repetitionIn(token);
      const demand = 'A token of a payload that repeats itself must not repeat itself.';
      expect(distance === undefined, demand, { token, repeatsAfterCharacters: distance });
    }
  }),
];
