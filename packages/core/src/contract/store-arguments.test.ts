import { describe, expect, it } from 'vitest';
import { refuseBadArguments, type StoreArguments } from './store-arguments.js';

const id = '0123456789abcdef0123456789abcdef01234567';
const notText = [undefined, null, 5, {}, { not: '' }, ['a'], Symbol('a'), () => 'a'];

const table: { readonly [Name in keyof Required<StoreArguments>]: { right: unknown[]; wrong: unknown[] } } = {
  id: {
    right: [id, 'a', 'k'.repeat(32)],
    wrong: [
      ...notText,
      '',
      [id],
      `${id}0`,
      'A',
      'a b',
      `${id.slice(1)}\n`,
      'a\r\nflush_all',
      'é',
      '../a',
      'a*',
      new String(id),
    ],
  },
  version: { right: ['1', '', 'a:b'], wrong: notText },
  revision: { right: ['r'], wrong: [...notText, ''] },
  owner: { right: ['alice', ' ', 'a\r\nb'], wrong: [...notText, ''] },
  cursor: { right: [undefined, '', id], wrong: notText.slice(1) },
  limit: { right: [1, 1000], wrong: [undefined, null, 0, -1, 1.5, NaN, Infinity, '5', 5n, {}] },
  except: { right: [[], [id, 'a']], wrong: [undefined, null, id, {}, [undefined], [[id]], ['A'], new Set([id])] },
};

describe.each(Object.entries(table))('%s', (name, { right, wrong }) => {
  it.each(right.map((value) => ({ value })))('accepts $value', ({ value }) => {
    expect(() => refuseBadArguments('Store.verb', { [name]: value })).not.toThrow();
  });

  it.each(wrong.map((value) => ({ value })))(
    'refuses $value with the name of the argument and without quoting the value',
    ({ value }) => {
      const call = (): void => refuseBadArguments('Store.verb', { [name]: value });
      expect(call).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as Error);
      expect(call).toThrow(`Store.verb: ${name} must be`);
      expect(call).not.toThrow('flush_all');
    },
  );
});

it('checks only the arguments that it is given', () => {
  expect(() => refuseBadArguments('Store.verb', {})).not.toThrow();
});
