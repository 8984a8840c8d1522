import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cookieEnd, deadlineFor, type Expiry, isOver, isRenewalDue, type Lifetime, Lifetimes } from './lifetimes.js';

const minute = 60_000;
const start = 1_800_000_000_000;

const lifetime = fc
  .tuple(fc.integer({ min: 2, max: 50_000 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 2, max: 40 }))
  .map(([idle, times, parts]): Lifetime => ({ idle, absolute: idle * times, renewEvery: idle / parts }));
const steps = fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 60 });

/** Returns the visits and renewals of a session with these pauses, by the timeouts that apply at each visit. */
function live(policies: readonly Lifetime[], waits: readonly number[], expiry?: Expiry) {
  let now = start;
  let visit = start;
  let granted = deadlineFor(now, start, policies[0]!, expiry) - now;
  let expiresAt = now + granted;
  const renewals = [start];
  const visits = [];
  for (const [index, wait] of waits.entries()) {
    now += wait;
    const policy = policies[Math.min(Math.floor((index * policies.length) / waits.length), policies.length - 1)]!;
    const over = isOver(now, { createdAt: start, expiresAt }, granted, policy, expiry);
    visits.push({ now, last: visit, recorded: renewals.at(-1)!, over, policy, expiresAt });
    if (over) break;
    visit = now;
    const fresh = deadlineFor(now, start, policy, expiry);
    if (!isRenewalDue(expiresAt, fresh, policy, expiry)) continue;
    expiresAt = fresh;
    granted = fresh - now;
    renewals.push(now);
  }
  return { visits, renewals };
}

describe('a session that is visited repeatedly', () => {
  it('ends only by the idle timeout or the absolute timeout', () => {
    fc.assert(
      fc.property(lifetime, steps, (policy, waits) => {
        for (const { now, last, over, expiresAt } of live([policy], waits).visits) {
          expect(expiresAt).toBeLessThanOrEqual(start + policy.absolute);
          const isIdle = now - last >= policy.idle;
          const isOld = now >= start + policy.absolute;
          if (isIdle || isOld) expect(over).toBe(true);
          // A renewal may be as late as `renewEvery`, which is as early as a session may end.
          const slack = policy.renewEvery;
          if (over) expect(now - last >= policy.idle - slack || now >= start + policy.absolute - slack).toBe(true);
        }
      }),
    );
  });

  it('is renewed at most once per renewEvery', () => {
    fc.assert(
      fc.property(lifetime, steps, (policy, waits) => {
        const { renewals } = live([policy], waits);
        for (const [index, at] of renewals.slice(1).entries()) {
          expect(at - renewals[index]!).toBeGreaterThanOrEqual(policy.renewEvery);
        }
      }),
    );
  });

  it('follows timeouts that are changed while it lives, shorter or longer', () => {
    fc.assert(
      fc.property(fc.array(lifetime, { minLength: 2, maxLength: 4 }), steps, (policies, waits) => {
        for (const { now, last, over, policy, recorded } of live(policies, waits).visits) {
          if (now - last >= policy.idle || now >= start + policy.absolute) expect(over).toBe(true);
          // Longer timeouts do not move an earlier deadline, only those that later visits set.
          const longest = Math.max(...policies.map(({ idle }) => idle));
          if (!over) expect(now - recorded).toBeLessThan(longest);
        }
      }),
    );
  });

  it('is renewed by use with expiry.after, and never with expiry.at', () => {
    fc.assert(
      fc.property(lifetime, fc.integer({ min: 1, max: 50_000 }), steps, (policy, length, waits) => {
        for (const { now, last, over } of live([policy], waits, { after: length }).visits) {
          if (now - last >= length || now >= start + policy.absolute) expect(over).toBe(true);
          const slack = Math.min(policy.renewEvery, length / 20);
          if (over) expect(now - last >= length - slack || now >= start + policy.absolute - slack).toBe(true);
        }
        const { visits, renewals } = live([policy], waits, { at: start + length });
        expect(renewals).toEqual([start]);
        for (const { now, over } of visits) expect(over).toBe(now >= start + Math.min(length, policy.absolute));
      }),
    );
  });

  it('is not ended early by a clock that goes back a little', () => {
    const policy: Lifetime = { idle: 20 * minute, absolute: 60 * minute, renewEvery: minute };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -30_000, max: 5 * minute }), { maxLength: 40 }), (waits) => {
        for (const { now, over, expiresAt } of live([policy], waits).visits) {
          expect(expiresAt).toBeLessThanOrEqual(start + policy.absolute);
          if (over) expect(now).toBeGreaterThanOrEqual(start + policy.absolute - minute);
        }
      }),
    );
  });
});

describe('named lifetimes', () => {
  const lifetimes = new Lifetimes({ idleTimeout: 1000, absoluteTimeout: 2000 }, { long: { absolute: 9000 } });

  it('use the default for a missing timeout and for a name that is not configured', () => {
    expect(lifetimes.of('long')).toMatchObject({ idle: 1000, absolute: 9000 });
    expect(lifetimes.of('gone')).toBe(lifetimes.of('default'));
    expect(lifetimes.of(undefined)).toBe(lifetimes.of('default'));
    expect(lifetimes.of('constructor')).toBe(lifetimes.of('default'));
    expect([lifetimes.has('long'), lifetimes.has('gone'), lifetimes.has('toString')]).toEqual([true, false, false]);
  });

  it('have a renewEvery of a twentieth of the idle timeout, at most a day, unless one is given', () => {
    expect(lifetimes.of('default').renewEvery).toBe(50);
    expect(new Lifetimes({ idleTimeout: Infinity, absoluteTimeout: Infinity }, {}).of('default').renewEvery).toBe(
      86_400_000,
    );
    const configured = new Lifetimes({ idleTimeout: 1000, renewEvery: 400 }, { short: { idle: { seconds: 0.3 } } });
    expect(configured.of('default').renewEvery).toBe(400);
    expect(configured.of('short').renewEvery).toBe(15);
  });

  it.each([
    ['idleTimeout', () => new Lifetimes({ idleTimeout: 3000, absoluteTimeout: 2000 }, {})],
    ['renewEvery', () => new Lifetimes({ idleTimeout: 1000, renewEvery: 1000 }, {})],
    ['lifetimes.long.idle', () => new Lifetimes({}, { long: { idle: { days: 91 } } })],
    ['lifetimes.default', () => new Lifetimes({}, { default: { idle: 10 } })],
  ])('are refused with the name of the invalid option: %s', (option, build) => {
    expect(build).toThrow(option);
  });
});

describe('the end of the cookie', () => {
  const policy: Lifetime = { idle: 10, absolute: 100, renewEvery: 1 };

  it.each([
    [undefined, start + 100],
    [{ after: 5 }, start + 100],
    [{ at: start + 50 }, start + 50],
    [{ at: start + 500 }, start + 100],
    ['browser-close', undefined],
  ] as const)('with expiry %o is %o', (expiry, end) => {
    expect(cookieEnd(start, policy, expiry)).toBe(end);
  });
});
