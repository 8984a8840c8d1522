import { seal } from '../../fixture/sealed-fixture.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';

export const freshnessLaws = [
  law('109a', 'two tokens of one record differ, from one instance and from several', async (fixture) => {
    const record = fixture.record();
    const stores = [fixture.one, fixture.two, await fixture.openWith(), await fixture.openWith()];
    const tokens: string[] = [];
    // Finds instances that all count from one, or that start with the same random state.
    for (let round = 0; round < 5; round++) for (const store of stores) tokens.push(await seal(store, record));
    const distinct = new Set(tokens).size;
    const demand = 'Each seal of one record must return another token: a repeated nonce can reveal the key.';
    expect(distinct === tokens.length, demand, { seals: tokens.length, distinct });
  }),

  law('109b', 'many tokens of one record are all different', async (fixture) => {
    const record = fixture.record({ payload: '{}' });
    const tokens = new Set<string>();
    for (let made = 0; made < fixture.effort.sealedTokens; made++) tokens.add(await seal(fixture.one, record));
    const demand = `${fixture.effort.sealedTokens} tokens of one record must all differ: the salt must be long and random.`;
    expectEqual(tokens.size, fixture.effort.sealedTokens, demand);
  }),
];
