import { describe, expect, it } from 'vitest';
import { day, setUp, type Shop } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';
import { StoreError } from '../contract/errors.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import type { Session } from '../session/session.js';

describe('the response', () => {
  it('removes no cookie when the session had ended before, because the browser may have a newer key', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { cookies } = await visit(sessions, jar, async (session) => {
      await sessions.revoke(session.id!);
      await session.destroy();
    });
    expect(cookies).toEqual([]);
  });

  it('carries no cookie when the commit failed, not even that of an earlier save', async () => {
    const { sessions, store } = setUp();
    const { session, commit } = await sessions.open(undefined);
    session.set('visits', 1);
    await session.save();
    store.update = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    session.set('visits', 2);
    await expect(async () => commit({ status: 200 })).rejects.toMatchObject({ code: 'STORE' });
    session.set('name', 'from the error page');
    // Some error pages have the status 200.
    expect(await commit({ status: 200 })).toEqual({ cookies: [], accessed: true });
    await expect(session.save()).rejects.toMatchObject({ code: 'WRONG_TIME' });
  });

  it('does not change the successor when the request had a superseded key, unless it signs out', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const old = jar.header;
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const writing = await sessions.open(old);
    expect([writing.session.isSuperseded, (await sessions.read(jar.header)).isSuperseded]).toEqual([true, false]);
    expect((await writing.commit({ status: 200 })).cookies).toEqual([]);
    writing.session.set('visits', 2);
    expect((await sessions.read(jar.header)).owner).toBe('alice');
    const { session, commit } = await sessions.open(old);
    await session.destroy();
    expect((await commit({ status: 200 })).cookies).toMatchObject([{ maxAgeSeconds: 0 }]);
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('waits for a save that was not awaited', async () => {
    const { sessions } = setUp();
    const { session, commit } = await sessions.open(undefined);
    session.set('visits', 1);
    const saving = session.save();
    expect((await commit({ status: 200 })).cookies).toHaveLength(1);
    await saving;
  });
});

describe('renewal', () => {
  it('never exceeds the absolute timeout, however often the session is used', async () => {
    const { sessions, jar, time } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const id = (await sessions.read(jar.header)).id!;
    const end = time.now + 90 * day;
    for (let days = 5; days < 90; days += 5) {
      time.now += 5 * day;
      await visit(sessions, jar, (session) => expect(session.isNew).toBe(false));
      expect((await sessions.inspect(id))!.expiresAt).toBe(Math.min(time.now + 14 * day, end));
    }
    time.now = end - 1;
    expect((await sessions.read(jar.header)).isNew).toBe(false);
    time.now = end;
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('stores the actual idle time when the absolute timeout shortens it', async () => {
    const { sessions, jar, time } = setUp({ idleTimeout: { days: 60 } });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    time.now += 50 * day;
    await visit(sessions, jar, (session) => session.get('visits'));
    const id = (await sessions.read(jar.header)).id!;
    expect(JSON.parse((await sessions.inspect(id))!.payload)).toMatchObject({ idle: 40 * day });
  });
});

describe('merging', () => {
  it('keeps both changes when a value was read, changed in place and set again', async () => {
    const { sessions, jar } = setUp();
    const put = (sku: string) => (session: Session<Shop>) => {
      const cart = session.get('cart')!;
      cart[sku] = 1;
      session.set('cart', cart);
    };
    await visit(sessions, jar, (session) => session.set('cart', {}));
    await visit(sessions, jar, async (session) => {
      put('mine')(session);
      await visit(sessions, jar, put('theirs'));
    });
    expect((await sessions.read(jar.header)).get('cart')).toEqual({ mine: 1, theirs: 1 });
  });

  it('keeps data that others store after a clear was saved', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1).set('name', 'a'));
    await visit(sessions, jar, async (session) => {
      session.clear();
      session.set('visits', 2);
      await session.save();
      await visit(sessions, jar, (other) => other.set('name', 'theirs'));
      session.update('visits', 0, (count) => count + 1);
    });
    expect((await sessions.read(jar.header)).toObject()).toEqual({ visits: 3, name: 'theirs' });
  });

  it('keeps a flash message that another request added under a name that was taken here', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.flash('notice', 'first'));
    await visit(sessions, jar, async (session) => {
      session.takeFlash('notice');
      await visit(sessions, jar, (other) => other.flash('notice', 'second'));
      session.set('visits', 1);
    });
    await visit(sessions, jar, (session) => expect(session.takeFlash('notice')).toBe('second'));
  });

  it('ignores that a flash message was taken when the session was revoked meanwhile', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.flash('notice', 'first'));
    const { cookies } = await visit(sessions, jar, async (session) => {
      session.takeFlash('notice');
      await sessions.revoke(session.id!);
    });
    expect(cookies).toEqual([]);
  });
});

describe('the store is never sent', () => {
  it.each(['\0', '\ud800'])('a payload with %j', async (bad) => {
    const { sessions, jar } = setUp({
      serializer: {
        name: 'loose',
        serialize: (value) => JSON.stringify(value).replace('bad', bad),
        deserialize: JSON.parse,
      },
    });
    await expect(visit(sessions, jar, (session) => session.set('name', 'bad'))).rejects.toMatchObject({
      code: 'SERIALIZE',
    });
  });
});

describe('ids and owners', () => {
  it('a new id is tried up to three times when the store returns taken (law 16)', async () => {
    const { sessions, jar, store } = setUp();
    const create = store.create.bind(store);
    let refusals = 2;
    store.create = (...call) => (refusals-- > 0 ? Promise.resolve({ status: 'taken' }) : create(...call));
    await visit(sessions, jar, (session) => session.set('visits', 1));
    expect((await sessions.read(jar.header)).get('visits')).toBe(1);
    refusals = Infinity;
    await expect(visit(sessions, jar, (session) => session.regenerate())).rejects.toMatchObject({
      code: 'KEYS_EXHAUSTED',
    });
  });

  it('revokeOwner spares the stored id of a session and the id of its pending key change', async () => {
    const { sessions, jar, store } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    await visit(sessions, jar, async (session) => {
      session.regenerate();
      const pending = session.id!;
      await session.save();
      expect(session.id).toBe(pending);
      await sessions.revokeOwner('alice', { except: [pending] });
    });
    const spared: (readonly string[])[] = [];
    store.owners.deleteByOwner = (_owner, { except }) => Promise.resolve(spared.push(except));
    await visit(sessions, jar, async (session) => {
      const stored = session.id;
      session.regenerate();
      await sessions.revokeOwner('alice', { except: session });
      expect(spared).toEqual([[session.id, stored]]);
    });
    expect((await sessions.read(jar.header)).owner).toBe('alice');
  });

  it('save keeps the owner of the session that it replaces', async () => {
    const { sessions, time } = setUp();
    const { key } = await sessions.create({ owner: 'alice' });
    await sessions.save(key!, { visits: 1 }, time.now + 1000);
    expect((await sessions.inspect(key!))!.owner).toBe('alice');
  });

  it("a sign-in of a guest whose session was revoked creates a session without the guest's data", async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    await visit(sessions, jar, async (session) => {
      await sessions.revoke(session.id!);
      session.set('name', 'mine');
      session.signIn('alice');
    });
    const after = await sessions.read(jar.header);
    expect([after.owner, after.toObject()]).toEqual(['alice', { name: 'mine' }]);
  });

  it('a regenerate of a revoked session is interrupted and stores nothing', async () => {
    const { sessions, jar, store } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const regenerating = visit(sessions, jar, async (session) => {
      await sessions.revoke(session.id!);
      session.regenerate();
    });
    await expect(regenerating).rejects.toMatchObject({ code: 'INTERRUPTED', status: 401 });
    expect((await store.owners.listByOwner('alice', { limit: 9 })).sessions).toEqual([]);
  });
});

it("a session over the store's limit is refused with the limit and the largest data keys", async () => {
  const store = new MemorySessionStore({ maxPayloadBytes: 1000 });
  const { sessions, jar } = setUp({ store });
  const failed = visit(sessions, jar, (session) => session.set('name', 'x'.repeat(2000)).set('visits', 1));
  await expect(failed).rejects.toMatchObject({
    code: 'TOO_LARGE',
    message: expect.stringMatching(/maxPayloadBytes\) is 1000.*"name" \(2\d+ characters\)/),
  });
  expect(jar.header).toBeUndefined();
});
