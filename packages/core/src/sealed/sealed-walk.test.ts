import { describe, expect, it } from 'vitest';
import { setUpRevoking, setUpSealed } from '../../test/sealed-set-up.js';
import { day, type Shop } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import type { Session } from '../session/session.js';

const look = (): undefined => undefined;

describe('a session in its cookie', () => {
  it('comes back with data, flash, owner and times; what was not stored sets no cookie', async () => {
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

  it('is sealed once for each commit that changes it, and not at all for equal values', async () => {
    const { sessions, jar, store } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1).set('cart', { hat: 1 }));
    store.calls.length = 0;
    const same = await visit(sessions, jar, (session) => session.set('visits', 1).set('cart', { hat: 1 }));
    expect([same.cookies, store.calls]).toEqual([[], ['unseal']]);
    await visit(sessions, jar, (session) => (session.get('cart')!['hat'] = 2));
    expect((await sessions.read(jar.header)).get('cart')).toEqual({ hat: 2 });
  });

  it('keeps its id until its key would change; the id is that of the record, and known before it is stored', async () => {
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

  it('a sign-in begins the absolute timeout anew, a regenerate does not, and another owner inherits nothing', async () => {
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

  it('goes with its cookie when it is destroyed or emptied; what is written then is another session', async () => {
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

  it('an awaited save stands when the answer is a server error; what is pending then is not stored', async () => {
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

  it('reload goes back to the last save of this request, or to what came with it', async () => {
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

  it('after the headers went out, every change is refused where it is made, and one inside a value by the last commit', async () => {
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

  it('two requests at once: the answer that comes last wins whole, also over a sign-in and a sign-out', async () => {
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

describe('what does not open', () => {
  it.each([
    ['malformed', 'é'],
    ['malformed', '{"$ne":null}'],
    ['malformed', 'a'.repeat(5000)],
    ['malformed', ''],
    ['unknown', 'a'.repeat(32)],
    ['unknown', 'one.AAAA'],
    ['duplicate', 'a; __Host-sid=a'],
  ])('%s: %j is an anonymous visit with an event, and clears nothing', async (reason, value) => {
    const { sessions, store, events } = setUpSealed();
    const { session, commit } = await sessions.open(`__Host-sid=${value}`);
    expect([session.isNew, session.isEmpty]).toEqual([true, true]);
    expect((await commit({ status: 200 })).cookies).toEqual([]);
    expect(events).toEqual([['rejected-key', { reason }]]);
    expect(store.calls).toEqual(reason === 'unknown' ? ['unseal'] : []);
  });

  it('the seal of another cookie name, as that of http is on https', async () => {
    const { sessions, jar } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1), { secure: false });
    expect(jar.header).toMatch(/^sid=/);
    await visit(sessions, jar, (session) => expect(session.get('visits')).toBe(1), { secure: false });
    await visit(sessions, jar, (session) => expect(session.isNew).toBe(true));
    expect((await sessions.read(`__Host-${jar.header}`)).isNew).toBe(true);
  });

  it('a payload that cannot be read is an event and an anonymous visit, or an error where that is wanted', async () => {
    const serializer = { name: 'other', serialize: JSON.stringify, deserialize: JSON.parse };
    const keys = { one: Buffer.alloc(32, 1) };
    const { sessions: before, jar } = setUpSealed({ serializer, sealing: { keys } });
    await visit(before, jar, (session) => session.set('visits', 1));
    const { sessions, events } = setUpSealed({ sealing: { keys } });
    expect((await visit(sessions, jar, (session) => session.isNew)).cookies).toEqual([]);
    expect(events).toEqual([['corrupt', expect.objectContaining({ id: expect.stringMatching(/^[0-9a-f]{40}$/) })]]);
    const { sessions: strict } = setUpSealed({ onCorrupt: 'error', sealing: { keys } });
    await expect(strict.open(jar.header)).rejects.toMatchObject({
      code: 'CORRUPT',
      message: expect.stringMatching(/"other".*"json"/),
    });
    const { sessions: translating } = setUpSealed({ formerSerializers: [serializer], sealing: { keys } });
    await visit(translating, jar, (session) => session.update('visits', 0, (count) => count + 1));
    expect((await sessions.read(jar.header)).get('visits')).toBe(2);
  });
});

describe('a store that can revoke', () => {
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
  ] as const)('%s: %j', async (name, calls, change) => {
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

  it('lets no slow request undo a sign-in, a sign-out or a regenerate: it is interrupted, and sets no cookie', async () => {
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

  it("a guest who signs in twice at once has two sessions, the second without the guest's data", async () => {
    const { sessions, jar } = setUpRevoking();
    await visit(sessions, jar, (session) => session.set('name', 'guest'));
    const second = await sessions.open(jar.header);
    await visit(sessions, jar, (session) => session.signIn('alice'));
    second.session.set('visits', 1);
    second.session.signIn('alice');
    jar.take(await second.commit({ status: 200 }));
    const after = await sessions.read(jar.header);
    expect([after.owner, after.toObject()]).toEqual(['alice', { visits: 1 }]);
  });

  it('discards, where that was chosen; a taken flash message is satisfied; a renewal is left undone', async () => {
    const { sessions, jar, time } = setUpRevoking({ onInterrupted: 'discard' });
    await visit(sessions, jar, (session) => session.flash('notice', 'Saved'));
    time.now += 8 * day;
    const slow = await Promise.all([1, 2, 3].map(() => sessions.open(jar.header)));
    const ending = await sessions.open(jar.header);
    await ending.session.destroy();
    slow[0]!.session.set('visits', 2);
    slow[1]!.session.takeFlash('notice');
    for (const { commit } of slow) expect((await commit({ status: 200 })).cookies).toEqual([]);
  });

  it('a request that outlives its session is interrupted too, where nothing can be revoked', async () => {
    const { sessions, jar, time } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const slow = await sessions.open(jar.header);
    time.now += 14 * day;
    slow.session.set('visits', 2);
    await expect(async () => slow.commit({ status: 200 })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('reload sees that the session was revoked', async () => {
    const { sessions, jar } = setUpRevoking();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { session } = await sessions.open(jar.header);
    await visit(sessions, new CookieJar(jar), (other) => other.destroy());
    await session.reload();
    expect(session.isNew).toBe(true);
  });
});

it('a request that only looks sets no cookie', async () => {
  const { sessions, jar } = setUpSealed();
  await visit(sessions, jar, (session) => session.set('visits', 1));
  expect((await visit(sessions, jar, look)).cookies).toEqual([]);
});
