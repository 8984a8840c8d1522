import { expect } from '../../expectations.js';
import { seal } from '../../sealed/sealed-bench.js';
import { sealedLaw as law } from './sealed-law.js';

export const freshnessLaws = [
  law('109a', 'two seals of one record differ, from one instance and from several', async (bench) => {
    const record = bench.record();
    const stores = [bench.one, bench.two, await bench.openWith(), await bench.openWith()];
    const tokens: string[] = [];
    // Instances that count from one on, or that all begin with the same random state, meet here.
    for (let round = 0; round < 5; round++) for (const store of stores) tokens.push(await seal(store, record));
    const distinct = new Set(tokens).size;
    const demand = 'Each seal of one record must be another token: a nonce that repeats gives the key away.';
    expect(distinct === tokens.length, demand, { seals: tokens.length, distinct });
  }),

  law('109b', 'many seals of one record repeat no token', async (bench) => {
    const record = bench.record({ payload: '{}' });
    const tokens = new Set<string>();
    for (let made = 0; made < bench.sealedTokens; made++) tokens.add(await seal(bench.one, record));
    const demand = `${bench.sealedTokens} seals of one record must be as many tokens: the salt must be long and random.`;
    expect(tokens.size === bench.sealedTokens, demand, { distinct: tokens.size });
  }),
];
