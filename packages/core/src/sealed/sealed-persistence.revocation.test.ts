import { describe, expect, it } from 'vitest';
import { setUpRevoking, setUpSealed } from '../../test/sealed-set-up.js';
import { day, type Shop } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import { SessionManager } from '../manager/session-manager.js';
import type { Session } from '../session/session.js';

describe('a sealed store that can revoke', () => {
  it.each([
    ['signIn', ['unseal', 'unseal', 'seal', 'revoke'], (session: Session<Shop>) => session.signIn('alice')],
    ['regenerate', ['unseal', 'unseal', 'seal', 'revoke'], (session: Session<Shop>) => session.regenerate()],
    ['emptied', ['unseal', 'unseal', 'revoke'], (session: Session<Shop>) => session.clear()],
    ['destroy', ['unseal', 'revoke'], (session: Session<Shop>): Promise<void> => session.destroy()],
    [
      'an ordinary write',
      ['unseal', 'unseal', 'seal'],
      (session: Session<Shop>): void => void session.set('visits', 2),
    ],
  ] as const)('is called for %s: %j', async (name, calls, change) => {
    const { sessions, jar, store, revoked } = setUpRevoking();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const before = jar.header;
    const { id } = await sessions.read(before);
    store.calls.length = 0;
    await visit(sessions, jar, change);
    expect(store.calls).toEqual(calls);
    const isEnded = name !== 'an ordinary write';
    expect([...revoked]).toEqual(isEnded ? [id] : []);
    expect((await sessions.read(before)).isNew).toBe(isEnded);
  });

  it('interrupts a slow request after a sign-in, a sign-out or a regenerate, without a cookie', async () => {
    const { sessions, jar, events } = setUpRevoking();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const slow = await sessions.open(jar.header);
    await visit(sessions, jar, (session) => session.signIn('alice'));
    slow.session.set('visits', 2);
    await expect(async () => slow.commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED', status: 409 });
    for (const end of ['regenerate', 'destroy'] as const) {
      const slower = await sessions.open(jar.header);
      await visit(sessions, jar, (session) => session[end]());
      slower.session.set('visits', 3);
      await expect(async () => slower.commit({ status: 200 })).rejects.toMatchObject({ status: 401 });
      expect(await slower.commit({ status: 401 })).toEqual({ cookies: [], accessed: true });
    }
    expect(events.filter(([name]) => name === 'interrupted')).toHaveLength(3);
  });

  it('gets the latest deadline that any token of the id can have, because others may have renewed it', async () => {
    const { sessions, jar, store, time } = setUpRevoking({ absoluteTimeout: { days: 60 } });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const began = time.now;
    const early = new CookieJar(jar);
    time.now += 10 * day;
    const signingOut = await sessions.open(early.header);
    await visit(sessions, jar, (session) => session.set('visits', 2));
    const { expiresAt } = await sessions.read(jar.header);
    await signingOut.session.destroy();
    expect(store.revocations).toEqual([expect.objectContaining({ createdAt: began, expiresAt: began + 60 * day })]);
    expect(expiresAt).toBeLessThanOrEqual(began + 60 * day);
  });

  it('gets a deadline by the longest configured lifetime, up to the limit of the store', async () => {
    const { sessions, jar, store, time } = setUpRevoking({ absoluteTimeout: Infinity });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    await visit(sessions, jar, (session) => session.destroy());
    expect(store.revocations[0]!.expiresAt).toBe(store.limits.maxExpiresAt);
    const clock = () => time.now;
    const named = new SessionManager<Shop, 'long'>({ store, clock, lifetimes: { long: { absolute: { days: 200 } } } });
    await visit(named, jar, (session) => session.set('visits', 1));
    await visit(named, jar, (session) => session.destroy());
    expect(store.revocations[1]!.expiresAt).toBe(time.now + 200 * day);
  });

  it('gets the deadline of the token when the timeouts were longer at the time it was sealed', async () => {
    const { sessions, store, time } = setUpRevoking({ absoluteTimeout: { days: 60 }, idleTimeout: { days: 30 } });
    const hour = { hours: 1 };
    const clock = () => time.now;
    const shortened = new SessionManager<Shop>({ store, clock, idleTimeout: hour, absoluteTimeout: hour });
    const ways: readonly ((jar: CookieJar) => Promise<unknown>)[] = [
      (jar) => visit(shortened, jar, (session) => session.destroy()),
      (jar) => visit(shortened, jar, (session) => session.signIn('alice')),
      (jar) => visit(shortened, jar, (session) => session.clear()),
      (jar) =>
        visit(shortened, jar, async (session) => {
          await session.set('visits', 2).save();
          await session.destroy();
        }),
      async (jar) => {
        for (const visits of [2, 3]) await visit(shortened, jar, (session) => session.set('visits', visits));
        await visit(shortened, jar, (session) => session.destroy());
      },
      (jar) => {
        time.now += day;
        return visit(shortened, jar, (session) => session.destroy());
      },
    ];
    for (const end of ways) {
      const jar = new CookieJar();
      await visit(sessions, jar, (session) => session.set('visits', 1));
      const { expiresAt } = await sessions.read(jar.header);
      store.revocations.length = 0;
      await end(jar);
      expect(store.revocations).toEqual([expect.objectContaining({ expiresAt })]);
    }
  });

  it('stores no deadline in the cookie that can be computed from the timeouts', async () => {
    const { sessions, jar, store } = setUpRevoking();
    for (const visits of [1, 2]) await visit(sessions, jar, (session) => session.set('visits', visits));
    const [cookieName, token] = jar.header!.split('=') as [string, string];
    expect((await store.unseal(token, { cookieName }))?.record.payload).toMatch(
      /^\{"v":1,"data":\{"visits":2\},"idle":\d+\}$/,
    );
  });

  it("gives a guest who signs in twice at once two sessions, each with the data from the guest's cookie", async () => {
    const { sessions, jar } = setUpRevoking();
    await visit(sessions, jar, (session) => session.set('name', 'guest').set('cart', { hat: 1 }));
    const second = new CookieJar(jar);
    const { session, commit } = await sessions.open(second.header);
    await visit(sessions, jar, (first) => first.signIn('alice', { keep: ['cart'] }));
    session.set('visits', 1);
    session.signIn('alice', { keep: ['cart', 'visits'] });
    second.take(await commit({ status: 200 }));
    for (const [{ header }, data] of [
      [jar, { cart: { hat: 1 } }],
      [second, { cart: { hat: 1 }, visits: 1 }],
    ] as const) {
      const after = await sessions.read(header);
      expect([after.owner, after.toObject()]).toEqual(['alice', data]);
    }
  });

  it("gives a guest none of the guest's data when the guest's session expired before the sign-in", async () => {
    const { sessions, jar, time } = setUpRevoking();
    await visit(sessions, jar, (session) => session.set('name', 'guest'));
    const { session, commit } = await sessions.open(jar.header);
    time.now += 14 * day;
    session.signIn('alice');
    jar.take(await commit({ status: 200 }));
    expect((await sessions.read(jar.header)).toObject()).toEqual({});
  });

  it('interrupts a sign-in by a request that began before a sign-out of the same session', async () => {
    const { sessions, jar } = setUpRevoking();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const slow = await sessions.open(jar.header);
    await visit(sessions, jar, (session) => session.destroy());
    slow.session.signIn('alice');
    await expect(async () => slow.commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED', status: 401 });
  });

  it('ignores that a flash message was taken when the session was revoked meanwhile', async () => {
    const { sessions, jar } = setUpRevoking();
    await visit(sessions, jar, (session) => session.flash('notice', 'Saved'));
    const slow = await sessions.open(jar.header);
    await visit(sessions, jar, (session) => session.destroy());
    expect(slow.session.takeFlash('notice')).toBe('Saved');
    expect((await slow.commit({ status: 200 })).cookies).toEqual([]);
  });

  it('discards the changes of an interrupted request with onInterrupted: discard, and skips a renewal', async () => {
    const { sessions, jar, time } = setUpRevoking({ onInterrupted: 'discard' });
    await visit(sessions, jar, (session) => session.flash('notice', 'Saved'));
    time.now += 8 * day;
    const slow = await Promise.all([1, 2].map(() => sessions.open(jar.header)));
    const ending = await sessions.open(jar.header);
    await ending.session.destroy();
    slow[0]!.session.set('visits', 2);
    for (const { commit } of slow) expect((await commit({ status: 200 })).cookies).toEqual([]);
  });

  it('is not needed to interrupt a request when its session expires', async () => {
    const { sessions, jar, time } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const slow = await sessions.open(jar.header);
    time.now += 14 * day;
    slow.session.set('visits', 2);
    await expect(async () => slow.commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('makes reload find that the session was revoked', async () => {
    const { sessions, jar } = setUpRevoking();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { session } = await sessions.open(jar.header);
    await visit(sessions, new CookieJar(jar), (other) => other.destroy());
    await session.reload();
    expect(session.isNew).toBe(true);
  });
});
