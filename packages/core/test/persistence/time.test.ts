import { describe, expect, it } from 'vitest';
import type { SessionManagerOptions } from '../../src/manager/manager-options.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { day, type Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { hooked } from './hooked-store.js';

type Policy = Partial<SessionManagerOptions<Shop, 'remembered'>>;

/** One store, and managers with different policies over it. */
function policies() {
  const time = { now: 1_800_000_000_000 };
  const clock = (): number => time.now;
  const store = new MemorySessionStore({ clock });
  const jar = new CookieJar();
  const calls: string[] = [];
  const noting = hooked(store, { returnsVersion: true, hasTouch: true }, (call) => {
    calls.push(call.verb);
    return call.apply();
  });
  const under = (policy: Policy): SessionManager<Shop, 'remembered'> =>
    new SessionManager<Shop, 'remembered'>({ lifetimes: { remembered: {} }, ...policy, store: noting, clock });
  return { time, jar, calls, under };
}

const read = (): undefined => undefined;

describe('a policy that changed', () => {
  it.each([
    ['a shorter idle timeout', { idleTimeout: { days: 2 } }, 1.9, false],
    ['a shorter idle timeout', { idleTimeout: { days: 2 } }, 2, true],
    ['a shorter absolute timeout', { idleTimeout: { days: 1 }, absoluteTimeout: { days: 2 } }, 2, true],
    ['a longer idle timeout', { idleTimeout: { days: 30 } }, 13.9, false],
    ['a longer idle timeout, which revives no expired session', { idleTimeout: { days: 30 } }, 14, true],
  ] satisfies [string, Policy, number, boolean][])(
    '%s applies to existing sessions from the next load on: %o, after %d days',
    async (_name, policy, days, gone) => {
      const { under, jar, time } = policies();
      await visit(under({}), jar, (session) => session.set('visits', 1));
      time.now += days * day;
      await visit(under(policy), jar, (session) => expect(session.isNew).toBe(gone));
    },
  );

  it('counts the idle timeout from the last visit, not from the last write', async () => {
    const { under, jar, time } = policies();
    await visit(under({}), jar, (session) => session.set('visits', 1));
    for (let visits = 0; visits < 5; visits++) {
      time.now += 5 * day;
      await visit(under({}), jar, read);
    }
    time.now += 1.5 * day;
    await visit(under({ idleTimeout: { days: 2 } }), jar, (session) => expect(session.isNew).toBe(false));
    time.now += 1.9 * day;
    await visit(under({ idleTimeout: { days: 2 } }), jar, (session) => expect(session.isNew).toBe(false));
    time.now += 2 * day;
    await visit(under({ idleTimeout: { days: 2 } }), jar, (session) => expect(session.isNew).toBe(true));
  });

  it('does not count the idle timeout from a change by edit, or by a request that does not renew', async () => {
    for (const change of ['edit', 'request'] as const) {
      const { under, jar, time } = policies();
      const sessions = under({});
      await visit(sessions, jar, (session) => session.set('visits', 1));
      time.now += 5 * day;
      if (change === 'request') await visit(sessions, jar, (session) => session.set('visits', 2), { renew: false });
      else await sessions.edit((await sessions.read(jar.header)).id!, (session) => void session.set('visits', 2));
      const shorter = under({ idleTimeout: { days: 6 } });
      time.now += day - 1;
      expect((await shorter.read(jar.header)).get('visits')).toBe(2);
      time.now += 1;
      expect((await shorter.read(jar.header)).isNew).toBe(true);
    }
  });

  it('renews once by update, which stores the new timeout, and then by touch', async () => {
    const { under, jar, time, calls } = policies();
    const renewed = async (policy: Policy): Promise<string[]> => {
      time.now += 2 * day;
      calls.length = 0;
      await visit(under(policy), jar, read);
      return calls;
    };
    await visit(under({}), jar, (session) => session.set('visits', 1));
    expect(await renewed({})).toEqual(['load', 'touch']);
    for (const days of [30, 7]) {
      const policy = { idleTimeout: { days } };
      expect(await renewed(policy)).toEqual(['load', 'update']);
      expect(await renewed(policy)).toEqual(['load', 'touch']);
    }
    time.now += 1000;
    calls.length = 0;
    await visit(under({ idleTimeout: { days: 7 } }), jar, read);
    expect(calls).toEqual(['load']);
  });

  it('applies to sessions with a named lifetime, and the default if the name is not configured any more', async () => {
    const remembered = (idle: number): Policy => ({ lifetimes: { remembered: { idle: { days: idle } } } });
    const { under, jar, time } = policies();
    await visit(under(remembered(60)), jar, (session) => {
      session.set('visits', 1);
      session.useLifetime('remembered');
    });
    time.now += 39 * day;
    await visit(under(remembered(40)), jar, (session) => expect(session.isNew).toBe(false));
    time.now += 13 * day;
    const without = { lifetimes: {} } as unknown as Policy;
    await visit(under(without), jar, (session) => expect(session.isNew).toBe(false));
    time.now += 14 * day;
    await visit(under(without), jar, (session) => expect(session.isNew).toBe(true));
  });
});

describe('the clock', () => {
  it('may go back a little, as between servers', async () => {
    const { under, jar, time } = policies();
    await visit(under({}), jar, (session) => session.set('visits', 1));
    const id = (await under({}).read(jar.header)).id!;
    const before = (await under({}).inspect(id))!.expiresAt;
    time.now -= 5000;
    await visit(under({}), jar, (session) => session.update('visits', 0, (visits) => visits + 1));
    await visit(under({}), jar, (session) => session.regenerate());
    const after = await under({}).read(jar.header);
    expect(after.get('visits')).toBe(2);
    expect(Math.abs(after.expiresAt! - before)).toBeLessThanOrEqual(5000);
  });
});
