import { intercepted } from '../../fixture/spied-store.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { idOf, newVisitor } from '../../fixture/visitors.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

/** Creates this many sessions with a store that keeps nothing, and returns their keys. */
async function keysOf(fixture: StoreFixture, count: number): Promise<string[]> {
  const nowhere = intercepted(fixture.one, (verb) =>
    Promise.resolve(verb === 'create' ? { status: 'written', version: '1' } : undefined),
  );
  const sessions = fixture.manage(nowhere);
  const keys: string[] = [];
  for (let made = 0; made < count; made++) keys.push((await sessions.create()).key!);
  return keys;
}

export const keySecrecyLaws = [
  law(
    '92',
    'the backend stores no session key',
    async (fixture) => {
      const [first] = fixture.managers();
      const browser = await newVisitor(first, 'Ursula');
      const keys = [browser.key];
      await browser.visit(first, (session) => session.regenerate());
      keys.push(browser.key);
      const id = await idOf(browser);
      const dump = await fixture.dumpWith(id);
      for (const key of keys) {
        const isThere = key !== undefined && dump.includes(key);
        expect(!isThere, 'The backend must not store a session key.', 'it stores one');
      }
    },
    ['dump'],
  ),

  law('96', 'keys are unique, and every character is equally likely in every position', async (fixture) => {
    const count = fixture.rounds(20_000);
    const keys = await keysOf(fixture, count);
    expectEqual(new Set(keys).size, count, `${count} keys must all be different.`);
    const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'.split('');
    const isKey = keys.every((key) => /^[a-z0-9]{32}$/.test(key));
    expect(isKey, 'A key must be 32 characters of a-z and 0-9.', 'one is not');
    let chiSquare = 0;
    for (let at = 0; at < 32; at++) {
      const counts = new Map<string | undefined, number>();
      for (const key of keys) counts.set(key[at], (counts.get(key[at]) ?? 0) + 1);
      const expected = count / letters.length;
      for (const letter of letters) chiSquare += ((counts.get(letter) ?? 0) - expected) ** 2 / expected;
    }
    // 32 positions with 35 degrees of freedom each. One correct run in a billion is six standard deviations away.
    const degrees = 32 * 35;
    const isEven = chiSquare < degrees + 6 * Math.sqrt(2 * degrees);
    expect(isEven, 'The characters of keys must be evenly distributed (chi-square).', { chiSquare, degrees });
  }),
];
