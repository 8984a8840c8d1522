import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { coreLaws, everyStoreLaws } from '../src/laws/core/core-laws.js';
import { sealedCoreLaws, sealedLaws } from '../src/laws/sealed/sealed-laws.js';
import { everySerializerLaw } from '../src/laws/serializer/serializer-laws.js';
import { storeLaws } from '../src/laws/store/store-laws.js';

// Each sentence of a contract names the laws that check it. This test finds numbers without a law, and laws without a
// sentence. Only a reader can tell whether a law checks what its sentence says.

interface Numbered {
  readonly number: string;
}

const page = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const [keyed = '', sealed = ''] = page('store-contract.md').split('\n## Sealed stores\n');

/** `[46]` stands for 46a to 46e, `[46b]` for one of them, `[72-76]` for all from 72 to 76. */
function namedIn(text: string): Set<string> {
  const lists = [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\[(S?\d+[a-z]?(?:(?:,\s+|-)S?\d+[a-z]?)*)\]/g)].map(
    ([, list = '']) => list,
  );
  const named = lists
    .flatMap((list) => list.split(/,\s+/))
    .flatMap((item) => {
      const [first = '', last] = item.split('-');
      if (last === undefined) return [first];
      return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => String(Number(first) + index));
    });
  return new Set(named);
}

const withoutLetter = (number: string) => number.replace(/[a-z]$/, '');
const numbersOf = (laws: readonly Numbered[]) => new Set(laws.flatMap(({ number }) => [number, withoutLetter(number)]));

describe.each<{ contract: string; text: string; own: readonly Numbered[]; others: readonly Numbered[] }>([
  { contract: 'keyed stores', text: keyed, own: storeLaws, others: coreLaws },
  { contract: 'sealed stores', text: sealed, own: sealedLaws, others: [...everyStoreLaws, ...sealedCoreLaws] },
  { contract: 'serializers', text: page('serializer-contract.md'), own: everySerializerLaw, others: [] },
])('the contract of $contract', ({ text, own, others }) => {
  const named = namedIn(text);

  it('names only laws that exist', () => {
    const known = numbersOf([...own, ...others]);
    expect([...named].filter((number) => !known.has(number))).toEqual([]);
  });

  it('has a sentence for each of its laws', () => {
    const lacking = own.filter(({ number }) => !named.has(number) && !named.has(withoutLetter(number)));
    expect(lacking.map(({ number }) => number)).toEqual([]);
  });
});
