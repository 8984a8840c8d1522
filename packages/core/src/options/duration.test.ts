import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SessionError } from '../contract/errors.js';
import { type Duration, durationToMilliseconds } from './duration.js';

function convert(duration: unknown): number | string {
  try {
    return durationToMilliseconds(duration as Duration, 'idleTimeout');
  } catch (error) {
    expect(error).toBeInstanceOf(SessionError);
    expect((error as SessionError).code).toBe('INVALID_OPTION');
    return (error as SessionError).message;
  }
}

describe('durationToMilliseconds', () => {
  it.each([
    [1, 1],
    [1500, 1500],
    [0.5, 1],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [{ days: 14 }, 1_209_600_000],
    [{ hours: 1 }, 3_600_000],
    [{ minutes: 1 }, 60_000],
    [{ seconds: 1 }, 1000],
    [{ days: 1, hours: 2, minutes: 3, seconds: 4 }, 93_784_000],
    [{ days: 1.1 }, 95_040_000],
    [{ days: 0, minutes: 20 }, 1_200_000],
    [{ days: undefined, minutes: 20 }, 1_200_000],
    [{ days: Number.POSITIVE_INFINITY }, Number.POSITIVE_INFINITY],
  ])('converts %j', (duration, milliseconds) => {
    expect(convert(duration)).toBe(milliseconds);
  });

  it.each([
    0,
    -0,
    -1,
    0.4,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    '900',
    '15m',
    '',
    true,
    5n,
    Symbol('x'),
    undefined,
    {},
    [],
    new Date(0),
    { days: 0 },
    { days: Number.NaN },
    { days: 1, hours: -1 },
    { days: -1, hours: 48 },
    { days: Number.POSITIVE_INFINITY, hours: Number.NEGATIVE_INFINITY },
    { days: undefined },
    { seconds: 0.0001 },
  ])('refuses %o, and names the option', (duration) => {
    expect(convert(duration)).toBe('idleTimeout must be positive: milliseconds or { days, hours, minutes, seconds }');
  });

  it('refuses unknown units, and names them', () => {
    expect(convert({ day: 1 })).toBe('idleTimeout.day is not a known option. Did you mean days?');
    expect(convert({ weeks: 2 })).toBe(
      'idleTimeout.weeks is not a known option. Known options: days, hours, minutes, seconds',
    );
    expect(convert({ days: 1, milliseconds: 5 })).toMatch(/^idleTimeout\.milliseconds is not a known option/);
    expect(convert({ constructor: 1 })).toMatch(/^idleTimeout\.constructor is not a known option/);
    expect(convert([5])).toMatch(/^idleTimeout\.0 is not a known option/);
    expect(convert(null)).toBe('idleTimeout must be an object');
  });

  it('refuses a string or a bigint as the number of a unit', () => {
    expect(convert({ days: '14' })).toMatch(/^idleTimeout must be positive/);
    expect(convert({ days: 14n })).toMatch(/^idleTimeout must be positive/);
  });

  it('adds up its units', () => {
    const count = fc.nat(1000);
    fc.assert(
      fc.property(count, count, count, fc.integer({ min: 1, max: 1000 }), (days, hours, minutes, seconds) => {
        expect(convert({ days, hours, minutes, seconds })).toBe(
          (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000,
        );
      }),
    );
  });

  it('refuses a bare number below the minimum of its option, but accepts an object below it', () => {
    const convertAtLeast = (duration: Duration) => () => durationToMilliseconds(duration, 'idleTimeout', 1000);
    expect(convertAtLeast(999)).toThrow(
      'idleTimeout: 999 is 999 milliseconds. Name the unit, as in { days: 999 } or { minutes: 999 }; ' +
        'if you mean milliseconds, { seconds: 0.999 }.',
    );
    expect(convertAtLeast(1000)()).toBe(1000);
    expect(convertAtLeast({ seconds: 0.999 })()).toBe(999);
  });
});
