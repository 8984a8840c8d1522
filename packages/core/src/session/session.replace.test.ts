import { describe, expect, it } from 'vitest';
import { setUp, type Shop } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import type { Session } from './session.js';

/** A guest's session is stored, and another browser has its cookie, too. */
async function openGuest() {
  const situation = setUp();
  const { sessions, jar } = situation;
  await visit(sessions, jar, (session) => session.set('visits', 1));
  return { ...situation, other: new CookieJar(jar), guest: new CookieJar(jar) };
}

function replaceBy(name: string) {
  return (session: Session<Shop>): void => {
    session.replace();
    session.set('name', name);
  };
}

describe('replace', () => {
  it('begins an empty session under a new key, and the former key opens nothing', async () => {
    const { sessions, jar, guest, time } = await openGuest();
    time.now += 1000;
    await visit(sessions, jar, (session) => {
      session.flash('notice', 'Saved');
      session.expire({ after: { minutes: 1 } });
    });
    await visit(sessions, jar, replaceBy('ann'));
    const { createdAt } = await sessions.read(jar.header);
    expect(createdAt).toBe(time.now);
    await visit(sessions, jar, (session) => {
      expect([session.toObject(), session.peekFlash('notice')]).toEqual([{ name: 'ann' }, undefined]);
      expect(session.expiresAt).toBeGreaterThan(time.now + 60_000);
    });
    expect(await sessions.read(guest.header)).toMatchObject({ isSuperseded: true, isEmpty: true });
  });

  it('gives each of two requests that replace one session a session of its own', async () => {
    const { sessions, jar, other } = await openGuest();
    const { session, commit } = await sessions.open(jar.header);
    replaceBy('ann')(session);
    await visit(sessions, other, replaceBy('bob'));
    jar.take(await commit({ status: 200 }));
    const names = [jar, other].map(async ({ header }) => (await sessions.read(header)).get('name'));
    expect(await Promise.all(names)).toEqual(['ann', 'bob']);
  });

  it('keeps what others store in the former session out of the new one, and interrupts later ones', async () => {
    const { sessions, jar, other, time } = await openGuest();
    const { session, commit } = await sessions.open(jar.header);
    const late = await sessions.open(other.header);
    replaceBy('ann')(session);
    await visit(sessions, other, (earlier) => {
      earlier.set('tags', ['planted']);
      earlier.flash('notice', 'Planted');
      earlier.expire({ after: { minutes: 1 } });
    });
    jar.take(await commit({ status: 200 }));
    late.session.set('visits', 666);
    await expect(async () => late.commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const read = await sessions.read(jar.header);
    expect(read.expiresAt).toBeGreaterThan(time.now + 60_000);
    expect([read.toObject(), read.peekFlash('notice')]).toEqual([{ name: 'ann' }, undefined]);
  });

  it('signs an owner out, and ends the session if nothing is stored in its place', async () => {
    const { sessions, jar } = await openGuest();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    await visit(sessions, jar, replaceBy('ann'));
    expect(await sessions.read(jar.header)).toMatchObject({ owner: undefined, isNew: false });
    const { cookies } = await visit(sessions, jar, (session) => session.replace());
    expect(cookies).toMatchObject([{ maxAgeSeconds: 0 }]);
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('stores the session although it is empty, after start()', async () => {
    const { sessions, jar, guest } = await openGuest();
    await visit(sessions, jar, (session) => {
      session.replace();
      session.start();
    });
    expect(jar.header).not.toBe(guest.header);
    expect(await sessions.read(jar.header)).toMatchObject({ isNew: false, isEmpty: true });
  });

  it.each([
    ['has ended', (session: Session<Shop>) => session.destroy()],
    ['was replaced', replaceBy('bob')],
    ['was changed', (session: Session<Shop>) => void session.set('visits', 2)],
  ])('with nothing to store, ends a session that %s meanwhile, and the visitor begins anew', async (_what, change) => {
    const { sessions, jar, other } = await openGuest();
    const { session, commit } = await sessions.open(jar.header);
    session.replace();
    await visit(sessions, other, change);
    await session.save();
    expect((await sessions.read(other.header)).isNew).toBe(true);
    session.set('name', 'ann');
    jar.take(await commit({ status: 200 }));
    expect((await sessions.read(jar.header)).get('name')).toBe('ann');
  });

  it('empties a session that is not stored yet', async () => {
    const { sessions, jar, events } = setUp();
    await visit(sessions, jar, (session) => {
      session.set('visits', 1);
      session.signIn('alice');
      session.replace();
    });
    expect([jar.header, events]).toEqual([undefined, []]);
  });

  it('throws once the headers are sent', async () => {
    const { sessions, jar } = await openGuest();
    const { session, commit } = await sessions.open(jar.header);
    await commit({ status: 200 });
    expect(() => session.replace()).toThrow(/replace needs to set a cookie/);
  });
});
