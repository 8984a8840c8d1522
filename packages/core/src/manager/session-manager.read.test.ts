import { describe, expect, it } from 'vitest';
import { setUpSealed } from '../../test/sealed-set-up.js';
import { day, setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';

describe('read', () => {
  it('moves the idle deadline with renew: true, and not without', async () => {
    const { sessions, jar, time } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const expiresAt = async () => (await sessions.read(jar.header)).expiresAt! - time.now;
    time.now += 10 * day;
    await sessions.read(jar.header, { renew: false });
    expect(await expiresAt()).toBe(4 * day);
    expect((await sessions.read(jar.header, { renew: true })).expiresAt).toBe(time.now + 14 * day);
    expect(await expiresAt()).toBe(14 * day);
  });

  it('with renew: true does nothing else: it takes no flash message, and neither HEAD nor a prefetch renews', async () => {
    const { sessions, jar, time, events } = setUp();
    await visit(sessions, jar, (session) => session.flash('notice', 'Saved'));
    time.now += 10 * day;
    events.length = 0;
    for (const facts of [{ method: 'HEAD' }, { prefetch: true }]) {
      const session = await sessions.read(jar.header, { ...facts, renew: true });
      expect([session.expiresAt, session.peekFlash('notice')]).toEqual([time.now + 4 * day, 'Saved']);
    }
    expect((await sessions.read(undefined, { renew: true })).isNew).toBe(true);
    expect(events).toEqual([]);
  });

  it('with renew: true keeps the key of a cookie that should be sent again, because it sets none', async () => {
    const { sessions, jar, time } = setUp({ idleTimeout: { days: 390 }, absoluteTimeout: { days: 2000 } });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    time.now += 300 * day;
    const { id } = await sessions.read(jar.header, { renew: true });
    expect((await sessions.read(jar.header)).id).toBe(id);
    const { cookies } = await visit(sessions, jar, (session) => session.get('visits'));
    expect(cookies).toHaveLength(1);
  });

  it('with renew: true succeeds when the renewal fails, which is an unsaved event', async () => {
    const { sessions, jar, time, store, events } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    time.now += 10 * day;
    store.touch = () => Promise.reject(new Error('down'));
    expect((await sessions.read(jar.header, { renew: true })).get('visits')).toBe(1);
    expect(events.at(-1)).toEqual(['unsaved', expect.objectContaining({ reason: 'renewal-failed' })]);
  });

  it('with renew: true moves no deadline in a sealed store, where that takes a cookie', async () => {
    const { sessions, jar, time, store, events } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    time.now += 10 * day;
    events.length = store.calls.length = 0;
    expect((await sessions.read(jar.header, { renew: true })).expiresAt).toBe(time.now + 4 * day);
    expect([store.calls, events]).toEqual([['unseal'], []]);
  });
});
