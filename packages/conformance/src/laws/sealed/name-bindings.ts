import type { SealedStore } from '@sess/core';
import { expectOpened, expectRefused, seal, type SealedFixture } from '../../fixture/sealed-fixture.js';
import { show } from '../../suite/expect.js';
import { sealedLaw as law } from '../law-kinds.js';
import { alikeNames, alikePurposes, changedNames, separators } from './alike-names.js';

/** A name as long as any that an application uses, in which every character counts. */
const longName = `__Host-${'Shop-sessions_of.Area51.'.repeat(10)}`;

/** Opens stores by their purpose, each once. */
function storesOf(fixture: SealedFixture): (purpose: string) => Promise<SealedStore> {
  const opened = new Map<string, SealedStore>();
  return async (purpose) => {
    const store = opened.get(purpose) ?? (await fixture.openWith({ purpose }));
    opened.set(purpose, store);
    return store;
  };
}

export const nameBindingLaws = [
  law(
    '159a',
    'every character of the name of the cookie counts: its case, its prefix, its end, however long it is',
    async (fixture) => {
      const { one, two } = fixture;
      const tokens = new Map<string, string>();
      const record = fixture.record({ payload: '{}' });
      for (const { name, other } of alikeNames()) {
        const token = tokens.get(name) ?? (await seal(one, record, { cookieName: name }));
        if (!tokens.has(name)) {
          await expectOpened(two, token, record, `a token of the cookie ${show(name)}`, { cookieName: name });
          tokens.set(name, token);
        }
        const what = `a token of the cookie ${show(name)} under the name ${show(other)}`;
        await expectRefused(two, token, what, { cookieName: other });
      }
      const token = await seal(one, record, { cookieName: longName });
      for (const cookieName of changedNames(longName)) {
        const what = `a token of the cookie ${show(longName)} under the name ${show(cookieName)}`;
        await expectRefused(two, token, what, { cookieName });
      }
      await expectOpened(two, token, record, 'a token of a cookie with a long name', { cookieName: longName });
    },
  ),

  law(
    '159b',
    'every character of the purpose counts, and no other pair of purpose and cookie name is the same',
    async (fixture) => {
      const storeOf = storesOf(fixture);
      const record = fixture.record({ payload: '{}' });
      for (const { name, other } of alikePurposes()) {
        const what = `a token of the purpose ${show(name)} in a store of the purpose ${show(other)}`;
        await expectRefused(await storeOf(other), await seal(await storeOf(name), record), what);
      }
      // Only characters that the name of a cookie may have: a store may separate both texts by any other one.
      for (const separator of separators) {
        const token = await seal(await storeOf('a'), record, { cookieName: `b${separator}c` });
        const what = `a token of the purpose "a" and the cookie "b${separator}c" as of "a${separator}b" and "c"`;
        await expectRefused(await storeOf(`a${separator}b`), token, what, { cookieName: 'c' });
      }
      const what = 'a token whose purpose and cookie name are exchanged';
      await expectRefused(await storeOf('c'), await seal(await storeOf('a'), record, { cookieName: 'c' }), what, {
        cookieName: 'a',
      });
    },
    ['purposes'],
  ),
];
