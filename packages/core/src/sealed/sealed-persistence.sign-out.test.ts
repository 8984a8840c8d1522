import { describe, expect, it } from 'vitest';
import { setUpRevoking, setUpSealed } from '../../test/sealed-set-up.js';
import { visit } from '../../test/visits.js';
import { SessionManager } from '../manager/session-manager.js';
import { jsonSerializer } from '../payload/json-serializer.js';

const removed = expect.objectContaining({ name: '__Host-sid', maxAgeSeconds: 0 });
const ambiguous = { name: 'AmbiguousCookieError', code: 'AMBIGUOUS_COOKIE', status: 400 };

describe('a sign-out with two cookies of one name', () => {
  it('revokes each session that one of them identifies', async () => {
    const { sessions, jar, store, events } = setUpRevoking();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const planted = await sessions.create({ owner: 'eve' });
    const header = `${jar.header}; __Host-sid=${planted.cookie.value}; __Host-sid=x; __Host-sid=(`;
    const { session, commit } = await sessions.open(header);
    expect(session.owner).toBeUndefined();
    await session.destroy();
    expect((await commit({ status: 200 })).cookies).toEqual([removed]);
    expect((await sessions.read(jar.header)).isNew).toBe(true);
    expect(store.revocations.map(({ owner }) => owner)).toEqual(['alice', 'eve']);
    expect(events.filter(([name]) => name === 'destroyed')).toHaveLength(2);
  });

  it('fails when the store cannot revoke, and removes the cookie, so that the next one succeeds', async () => {
    const { sessions, jar } = setUpSealed();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const { session, commit } = await sessions.open(`${jar.header}; ${jar.header}`);
    await expect(session.destroy()).rejects.toMatchObject(ambiguous);
    expect((await commit({ status: 400 })).cookies).toEqual([removed]);
    expect((await visit(sessions, jar, (next) => next.destroy())).cookies).toEqual([removed]);
  });

  it('fails when they are pieces of tokens, because these cannot be joined', async () => {
    const { sessions, jar } = setUpRevoking({ sealing: { maxCookies: 3 } });
    await visit(sessions, jar, (session) => session.set('name', 'x'.repeat(5000)).signIn('alice'));
    for (const header of [`${jar.header}; __Host-sid=x`, `${jar.header}; __Host-sid.1=x`]) {
      const { session } = await sessions.open(header);
      await expect(session.destroy()).rejects.toMatchObject(ambiguous);
    }
  });

  it('fails when there are too many to check', async () => {
    const { sessions, jar } = setUpRevoking();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const { session } = await sessions.open(`${jar.header}${'; __Host-sid=x'.repeat(20)}`);
    await expect(session.destroy()).rejects.toMatchObject(ambiguous);
  });

  const revoking = { set: setUpRevoking, more: '; sid=2~x; sid=2~y' };
  const unrevoking = { set: setUpSealed, more: '; sid=x; sid=y' };
  for (const { set, more } of [revoking, unrevoking]) {
    it(`ends the session although it fails, and the error page can store a message (${more})`, async () => {
      const { sessions, jar, events } = set({ sealing: { maxCookies: 3 } });
      await visit(sessions, jar, (session) => session.set('cart', { apple: 1 }).signIn('alice'));
      const { session, commit } = await sessions.open(`${jar.header}${more}`);
      await expect(session.destroy()).rejects.toMatchObject(ambiguous);
      expect([session.isNew, session.owner]).toEqual([true, undefined]);
      session.flash('error', 'Sign out again, please.');
      jar.take(await commit({ status: 400 }));
      expect(events.map(([name]) => name)).toEqual(['created', 'destroyed', 'created']);
      const next = await sessions.read(jar.header);
      expect([next.owner, next.toObject()]).toEqual([undefined, {}]);
      expect(next.peekFlash('error')).toBe('Sign out again, please.');
    });
  }
});

describe('a sign-out of a session that was not opened', () => {
  it('ends it when its cookie has the name of the other scheme', async () => {
    const { sessions, store } = setUpRevoking();
    const { cookies } = await sessions.create({ owner: 'alice', secure: false });
    const { session, commit } = await sessions.open(`sid=${cookies[0]!.value}`);
    await session.destroy();
    expect((await commit({ status: 200 })).cookies).toContainEqual(
      expect.objectContaining({ name: 'sid', maxAgeSeconds: 0 }),
    );
    expect(store.revocations).toHaveLength(1);
  });

  it('ends it when its payload cannot be read', async () => {
    const { sessions, jar, store, time } = setUpRevoking();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const serializer = { ...jsonSerializer, name: 'next' };
    const older = new SessionManager({ store, clock: () => time.now, serializer });
    const { session, commit } = await older.open(jar.header);
    await session.destroy();
    expect((await commit({ status: 200 })).cookies).toEqual([removed]);
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('removes its cookie when this process lacks the sealing key, because another process may have it', async () => {
    const { jar, ...first } = setUpSealed();
    await visit(first.sessions, jar, (session) => session.signIn('alice'));
    const { sessions } = setUpSealed();
    expect((await visit(sessions, jar, (session) => session.destroy())).cookies).toEqual([removed]);
    expect((await first.sessions.read(jar.header)).isNew).toBe(true);
  });

  it('removes its cookie when storing it failed', async () => {
    const { sessions, jar } = setUpSealed();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    await visit(sessions, jar, async (session) => {
      session.set('name', 'x'.repeat(5000));
      await session.save().catch(() => undefined);
      await session.destroy();
    });
    expect(jar.header).toBeUndefined();
  });

  it('happens once when it is called twice, and does nothing without a cookie', async () => {
    const { sessions, jar, store, events } = setUpSealed();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    await visit(sessions, jar, async (session) => {
      await session.destroy();
      await session.destroy();
    });
    expect(events.filter(([name]) => name === 'destroyed')).toHaveLength(1);
    store.calls.length = 0;
    expect((await visit(sessions, jar, (session) => session.destroy())).cookies).toEqual([]);
    expect(store.calls).toEqual([]);
  });
});
