import { describe, expect, it } from 'vitest';
import { setUpSealed } from '../../test/sealed-set-up.js';
import { day, type Shop } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';
import type { Session } from '../session/session.js';

describe('a session in its cookie', () => {
  it('keeps data, flash, owner and times; a request that stores nothing sets no cookie', async () => {
    const { sessions, jar, time } = setUpSealed();
    expect((await visit(sessions, jar, (session) => session.get('visits'))).cookies).toEqual([]);
    await visit(sessions, jar, (session) => {
      session.set('cart', { hat: 1 });
      session.flash('notice', 'Saved');
      session.signIn(7);
    });
    const start = time.now;
    time.now += 1000;
    await visit(sessions, jar, (session) => {
      expect(session.toObject()).toEqual({ cart: { hat: 1 } });
      expect([session.owner, session.isNew, session.createdAt, session.expiresAt]).toEqual([
        '7',
        false,
        start,
        start + 14 * day,
      ]);
      expect(session.takeFlash('notice')).toBe('Saved');
    });
    await visit(sessions, jar, (session) => expect(session.takeFlash('notice')).toBeUndefined());
  });

  it('is sealed once for each commit that changes it, and not for equal values', async () => {
    const { sessions, jar, store } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1).set('cart', { hat: 1 }));
    store.calls.length = 0;
    const same = await visit(sessions, jar, (session) => session.set('visits', 1).set('cart', { hat: 1 }));
    expect([same.cookies, store.calls]).toEqual([[], ['unseal']]);
    await visit(sessions, jar, (session) => (session.get('cart')!['hat'] = 2));
    expect((await sessions.read(jar.header)).get('cart')).toEqual({ hat: 2 });
  });

  it('keeps its id, which start() returns before it is stored, until a sign-in or a regenerate', async () => {
    const { sessions, jar, events } = setUpSealed();
    let id: string | undefined;
    await visit(sessions, jar, (session) => (id = session.start()));
    await visit(sessions, jar, (session) => {
      expect(session.id).toBe(id);
      session.set('visits', 1);
    });
    expect((await sessions.read(jar.header)).id).toBe(id);
    await visit(sessions, jar, (session) => {
      session.signIn('alice');
      expect(session.id).not.toBe(id);
      id = session.id;
    });
    expect((await sessions.read(jar.header)).id).toBe(id);
    await visit(sessions, jar, (session) => session.regenerate());
    const after = await sessions.read(jar.header);
    expect([after.id === id, after.owner, after.get('visits')]).toEqual([false, 'alice', 1]);
    expect(events.map(([name]) => name)).toEqual(['created', 'saved', 'saved', 'saved']);
  });

  it('begins the absolute timeout anew only at a sign-in, and gives another owner no data', async () => {
    const { sessions, jar, time } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('name', 'guest'));
    const start = time.now;
    time.now += day;
    await visit(sessions, jar, (session) => session.signIn('alice'));
    expect((await sessions.read(jar.header)).createdAt).toBe(start + day);
    time.now += day;
    await visit(sessions, jar, (session) => session.regenerate());
    expect((await sessions.read(jar.header)).createdAt).toBe(start + day);
    await visit(sessions, jar, (session) => session.signIn('bob'));
    expect((await sessions.read(jar.header)).toObject()).toEqual({});
  });

  it('is removed with its cookie when it is destroyed or emptied; later writes create another session', async () => {
    const { sessions, jar, events } = setUpSealed();
    const removal = { name: '__Host-sid', value: '', maxAgeSeconds: 0, path: '/', secure: true };
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const emptied = await visit(sessions, jar, (session) => session.clear());
    expect(emptied.cookies).toEqual([expect.objectContaining(removal)]);
    let id: string | undefined;
    await visit(sessions, jar, (session) => {
      session.set('visits', 1);
      id = session.id;
    });
    const destroyed = await visit(sessions, jar, (session) => session.destroy());
    expect(destroyed.cookies).toEqual([expect.objectContaining(removal)]);
    expect(jar.header).toBeUndefined();
    expect(events.filter(([name]) => name === 'destroyed')).toHaveLength(2);

    await visit(sessions, jar, (session) => session.set('visits', 1));
    await visit(sessions, jar, async (session) => {
      await session.destroy();
      session.set('name', 'after');
      await session.save();
      await session.reload();
      expect(session.toObject()).toEqual({ name: 'after' });
    });
    const after = await sessions.read(jar.header);
    expect([after.toObject(), after.id === id]).toEqual([{ name: 'after' }, false]);
  });

  it('keeps what an awaited save stored when the response is a server error, and drops pending changes', async () => {
    const { sessions, jar, events } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const failing = async (session: Session<Shop>) => {
      session.set('visits', 2);
      await session.save();
      session.set('visits', 3);
    };
    await visit(sessions, jar, failing, { status: 500 });
    expect((await sessions.read(jar.header)).get('visits')).toBe(2);
    const { cookies } = await visit(sessions, jar, (session) => session.set('visits', 4), { status: 503 });
    expect(cookies).toEqual([]);
    expect(events.slice(-1)).toEqual([['unsaved', expect.objectContaining({ reason: 'server-error' })]]);
  });

  it('reloads its state from the last save of this request, or else from the cookie', async () => {
    const { sessions, jar } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    await visit(sessions, jar, async (session) => {
      session.set('visits', 2);
      await session.reload();
      expect(session.get('visits')).toBe(1);
      session.set('visits', 3);
      await session.save();
      session.set('visits', 4);
      await session.reload();
      expect(session.get('visits')).toBe(3);
    });
    expect((await sessions.read(jar.header)).get('visits')).toBe(3);
  });

  it('stays empty when reload is called after destroy or with an invalid cookie', async () => {
    const { sessions, jar, store } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { cookies } = await visit(sessions, jar, async (session) => {
      await session.destroy();
      await session.reload();
      expect(session.isNew).toBe(true);
    });
    expect(cookies).toEqual([expect.objectContaining({ maxAgeSeconds: 0 })]);
    store.calls.length = 0;
    const { session } = await sessions.open('__Host-sid=unknown');
    await session.reload();
    expect(store.calls).toEqual(['unseal']);
  });

  it('refuses each change after the headers were sent, and a change inside a value at the last commit', async () => {
    const { sessions, jar, events } = setUpSealed();
    await visit(sessions, jar, (session) => {
      session.set('cart', { hat: 1 });
      session.flash('notice', 'Saved');
    });
    const { session, commit } = await sessions.open(jar.header);
    await commit({ status: 200 });
    const refused = /headers have been sent/;
    expect(() => session.set('visits', 2)).toThrow(refused);
    expect(() => session.takeFlash('notice')).toThrow(refused);
    expect(() => session.signIn('alice')).toThrow(refused);
    expect(() => session.expire('browser-close')).toThrow(refused);
    await expect(session.destroy()).rejects.toMatchObject({ code: 'WRONG_TIME' });
    expect(session.peekFlash('notice')).toBe('Saved');
    expect(session.takeFlash('none')).toBeUndefined();
    expect(await commit({ status: 200, headersSent: true })).toEqual({ cookies: [], accessed: true });
    session.get('cart')!['hat'] = 2;
    await expect(async () => commit({ status: 200, headersSent: true })).rejects.toMatchObject({ code: 'WRONG_TIME' });
    expect(events.slice(-1)).toEqual([['unsaved', expect.objectContaining({ reason: 'failed' })]]);
  });

  it('cannot be stored by a first commit after the headers, which throws WRONG_TIME', async () => {
    const { sessions, jar, store } = setUpSealed();
    const { session, commit } = await sessions.open(jar.header);
    session.set('visits', 1);
    const late = {
      code: 'WRONG_TIME',
      message: expect.stringMatching(/^A change of this session needs to set a cookie/),
    };
    await expect(async () => commit({ status: 200, headersSent: true })).rejects.toMatchObject(late);
    expect(store.calls).toEqual([]);
  });

  it('is that of the last response when two requests overlap, even after a sign-in or a sign-out', async () => {
    const { sessions, jar } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const slow = await sessions.open(jar.header);
    await visit(sessions, jar, (session) => session.signIn('alice'));
    slow.session.set('name', 'slow');
    jar.take(await slow.commit({ status: 200 }));
    const after = await sessions.read(jar.header);
    expect([after.owner, after.toObject()]).toEqual([undefined, { visits: 1, name: 'slow' }]);

    const slower = await sessions.open(jar.header);
    await visit(sessions, jar, (session) => session.destroy());
    slower.session.set('visits', 2);
    jar.take(await slower.commit({ status: 200 }));
    expect((await sessions.read(jar.header)).get('visits')).toBe(2);
  });
});
