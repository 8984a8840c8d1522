import { expect, it } from 'vitest';
import { stringRule, checkOptions, clockRule, countRule, countRuleUpTo } from './check-options.js';

interface Options {
  readonly prefix?: string;
  readonly maxPayloadBytes?: number;
  readonly clock?: () => number;
}

const check = (options: unknown) =>
  checkOptions('ListStore', options as Options, {
    prefix: stringRule,
    maxPayloadBytes: countRuleUpTo(10),
    clock: clockRule,
  });

it.each([
  [{ clok: Date.now }, /^ListStore\.clok is not a known option. Did you mean clock\?$/],
  ['prefix', 'ListStore must be an object'],
  [null, 'ListStore must be an object'],
  [{ prefix: 5 }, 'ListStore.prefix must be a string'],
  [{ prefix: null }, 'ListStore.prefix must be a string'],
  [{ clock: 5 }, 'ListStore.clock must be a function that returns epoch milliseconds'],
  ...[0, -1, 1.5, 11, Number.NaN, Infinity, '5', null, 5n].map(
    (value) =>
      [{ maxPayloadBytes: value }, 'ListStore.maxPayloadBytes must be a positive integer of at most 10'] as const,
  ),
] as const)('refuses %o', (options, message) => {
  expect(() => check(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }) as Error);
  expect(() => check(options)).toThrow(message);
});

it.each([{}, { prefix: undefined }, { prefix: '', maxPayloadBytes: 10, clock: () => 0 }, { maxPayloadBytes: 1 }])(
  'accepts %o',
  (options) => {
    expect(() => check(options)).not.toThrow();
  },
);

it.each([
  [1, true],
  [Number.MAX_SAFE_INTEGER, true],
  [Number.MAX_SAFE_INTEGER + 1, false],
  [0, false],
  ['1', false],
])('allows any positive safe integer when no bound is given: %s', (value, isValid) => {
  expect(countRule[0](value)).toBe(isValid);
});
