import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Session } from '@sess/core';
import { applyChanges, isSame } from './data-changes.js';
import type { PlainData } from './plain-data.js';

const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
const tree = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.integer({ max: 2, min: 0 }), tie('list'), tie('data')),
  list: fc.array(tie('value'), { maxLength: 2 }),
  data: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));
const data = tree.data as fc.Arbitrary<PlainData>;

/** Changes data that is stored as it is, and returns the result. */
function changed(
  stored: PlainData,
  before: PlainData,
  after: PlainData,
  isHidden: (key: string) => boolean = () => false,
): PlainData {
  const values = new Map(Object.entries(structuredClone(stored)));
  applyChanges(values as unknown as Session, before, after, isHidden);
  return Object.fromEntries(values);
}

describe('applyChanges', () => {
  it('makes of what was read what is to be stored', () => {
    fc.assert(
      fc.property(data, data, (before, after) => {
        expect(changed(before, before, after)).toEqual(after);
        expect(isSame(changed(before, before, after), after)).toBe(true);
      }),
    );
  });

  it('changes nothing that is to stay, whatever is stored', () => {
    fc.assert(
      fc.property(data, data, (stored, read) => {
        expect(changed(stored, read, read)).toEqual(stored);
      }),
    );
  });

  it('changes neither what was read nor what was given', () => {
    fc.assert(
      fc.property(data, data, data, (stored, before, after) => {
        const copies = structuredClone([before, after]);
        changed(stored, before, after);
        expect([before, after]).toEqual(copies);
      }),
    );
  });

  it('keeps what others have stored beside it, on every level', () => {
    fc.assert(
      fc.property(data, data, data, (before, after, others) => {
        const read = { shared: before };
        const stored = { shared: { ...before, others }, others };
        const result = changed(stored, read, { shared: after, mine: 1 });
        expect(result).toEqual({ shared: { ...after, others }, others, mine: 1 });
      }),
    );
  });

  it('leaves a key alone that could not be seen', () => {
    expect(changed({ save: 1, user: 2 }, { save: 1, user: 2 }, {}, (key) => key === 'save')).toEqual({ save: 1 });
  });
});
