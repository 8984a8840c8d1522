import { describe, expect, it } from 'vitest';
import { exptimeSeconds, latestExpiresAt } from './exptime.js';

const now = Date.UTC(2026, 10, 24, 12, 0, 0, 250);
const second = 1000;
const thirtyDays = 30 * 24 * 60 * 60 * second;

describe('exptimeSeconds', () => {
  it.each([
    ['a deadline that is past', now - second, -1],
    ['a deadline that is now', now, -1],
    ['a millisecond', now + 1, 2],
    ['a second', now + second, 2],
    ['a second and a millisecond', now + second + 1, 3],
    ['the longest that is relative', now + thirtyDays - second, 2_592_000],
    // 2,592,001 would be an instant in January 1970: connect-memcached loses sessions of 31 days that way.
    ['a millisecond more', now + thirtyDays - second + 1, Math.ceil((now + thirtyDays - second + 1) / second) + 1],
    ['thirty days', now + thirtyDays, Math.ceil((now + thirtyDays) / second) + 1],
    ['a year', Date.UTC(2027, 10, 24), Date.UTC(2027, 10, 24) / second + 1],
    ['the latest of all', latestExpiresAt, 2 ** 31 - 1],
  ])('is right for %s', (_what, expiresAt, exptime) => {
    expect(exptimeSeconds(expiresAt, now)).toBe(exptime);
  });

  it('is never 0, which would mean no expiry, and never before the deadline', () => {
    for (let remaining = -5000; remaining < 5000; remaining += 7) {
      const exptime = exptimeSeconds(now + remaining, now);
      expect(exptime).not.toBe(0);
      if (remaining > 0) expect(exptime * second).toBeGreaterThan(remaining);
    }
  });
});
