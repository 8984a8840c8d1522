import { describe, expect, it } from 'vitest';
import { setUpRevoking, setUpSealed } from '../../test/sealed-set-up.js';
import { day, type Options, setUp, type Shop } from '../../test/set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import { InterruptedError, StoreError } from '../contract/errors.js';
import { tombstoneLife } from '../payload/envelope.js';
import type { Session } from '../session/session.js';

const count = (session: Session<Shop>) => {
  session.update('visits', 0, (visits) => visits + 1);
};

async function followed(options: Options = {}) {
  const all = setUp(options);
  const { sessions, jar } = all;
  await visit(sessions, jar, (session) => {
    session.signIn('alice');
    session.set('visits', 1);
  });
  return { ...all, session: (await sessions.follow(jar.header))! };
}

describe.each([true, false])('a followed session, with hashIds: %s', (hashIds) => {
  const follow = (options?: Options) => followed({ hashIds, ...options });

  it('is undefined for a visitor for whom nothing is stored', async () => {
    const { sessions } = await follow();
    expect(await sessions.follow(undefined)).toBeUndefined();
    expect(await sessions.follow(`__Host-sid=${'a'.repeat(32)}`)).toBeUndefined();
  });

  it('has the session as it was, and its id, owner and deadlines; check moves none', async () => {
    const { sessions, jar, time, session } = await follow();
    const { id } = await sessions.read(jar.header);
    expect(session).toMatchObject({ id, owner: 'alice', status: 'live', remaining: 14 * day });
    expect(session.absoluteRemaining).toBe(90 * day);
    expect(session.session.get('visits')).toBe(1);
    time.now += 2 * day;
    expect([await session.check(), session.remaining]).toEqual(['live', 12 * day]);
  });

  it('learns of a deadline that other requests have moved, and renews where that is due', async () => {
    const { sessions, jar, time, session } = await follow();
    time.now += 2 * day;
    await visit(sessions, jar, count);
    expect(session.remaining).toBe(12 * day);
    expect([await session.check(), session.remaining]).toEqual(['live', 14 * day]);
    time.now += 2 * day;
    expect([await session.check({ renew: true }), session.remaining]).toEqual(['live', 14 * day]);
    time.now += 1000;
    await session.check({ renew: true });
    expect(session.remaining).toBe(14 * day - 1000);
  });

  it.each(['revoke', 'destroy', 'empty'])('has ended after %s, and stays so', async (how) => {
    const { sessions, jar, session } = await follow();
    if (how === 'revoke') await sessions.revokeOwner('alice');
    else if (how === 'destroy') await visit(sessions, jar, (own) => own.destroy());
    else await session.edit((own) => own.destroy());
    expect([await session.check(), session.status]).toEqual(['ended', 'ended']);
    expect(await session.edit(count)).toBe(false);
  });

  it('has expired at its deadline', async () => {
    const { time, session } = await follow();
    time.now += 14 * day;
    expect(await session.check({ renew: true })).toBe('expired');
  });

  it('goes on as its successor after regenerate, and that is what edit changes', async () => {
    const { sessions, jar, time, session } = await follow();
    const before = session.id;
    for (let times = 0; times < 2; times++) await visit(sessions, jar, (own) => own.regenerate());
    time.now += tombstoneLife - 1;
    expect(await session.edit(count)).toBe(true);
    const { id } = await sessions.read(jar.header);
    expect(id).not.toBe(before);
    expect(session).toMatchObject({ id, status: 'live' });
    time.now += day;
    expect(await session.check()).toBe('live');
    expect((await sessions.read(jar.header)).get('visits')).toBe(2);
  });

  it('has ended when nobody has looked in the minute after regenerate', async () => {
    const { sessions, jar, time, session } = await follow();
    await visit(sessions, jar, (own) => own.regenerate());
    time.now += tombstoneLife;
    expect(await session.check()).toBe('ended');
  });

  it.each(['bob', 'alice'])('is replaced by a sign-in of %s, and never edits that session', async (owner) => {
    const { sessions, jar, session } = await follow();
    await visit(sessions, jar, (own) => own.signIn(owner));
    expect(await session.edit(count)).toBe(false);
    expect(session.status).toBe('replaced');
  });

  it('edits for each message, and renews with the same write if asked to', async () => {
    const { sessions, jar, time, session, events } = await follow();
    time.now += 2 * day;
    expect(await session.edit(count)).toBe(true);
    expect(session.remaining).toBe(12 * day);
    events.length = 0;
    expect(await session.edit(count, { renew: true })).toBe(true);
    expect(session.remaining).toBe(14 * day);
    expect(events.map(([name]) => name)).toEqual(['saved']);
    expect((await sessions.read(jar.header)).get('visits')).toBe(3);
    time.now += 2 * day;
    await session.edit(() => undefined, { renew: true });
    expect(session.remaining).toBe(14 * day);
  });

  it.each(['error', 'discard'] as const)('edit returns false if it ends meanwhile, onInterrupted: %s', async (mode) => {
    const { sessions, session } = await follow({ onInterrupted: mode });
    const edited = session.edit(async (own) => {
      count(own);
      await sessions.revokeOwner('alice');
    });
    expect(await edited).toBe(false);
    expect(session.status).toBe('ended');
  });

  it('edit rejects with the error of the function, and stores nothing', async () => {
    const { sessions, jar, session } = await follow();
    const edit = (error: Error) =>
      session.edit((own) => {
        count(own);
        throw error;
      });
    await expect(edit(new Error('mine'))).rejects.toThrow('mine');
    await expect(edit(new InterruptedError(true))).rejects.toThrow(InterruptedError);
    expect(session.status).toBe('live');
    expect((await sessions.read(jar.header)).get('visits')).toBe(1);
  });

  it('nothing is known while the store is down', async () => {
    const { store, session } = await follow();
    const { load } = store;
    store.load = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    await expect(session.check()).rejects.toThrow(StoreError);
    await expect(session.edit(count)).rejects.toThrow(StoreError);
    expect(session.status).toBe('live');
    store.load = load;
    expect(await session.check()).toBe('live');
  });
});

describe('a followed session that cannot be read', () => {
  it('has ended, because no request could load it', async () => {
    const { store, session } = await followed();
    const stored = (await store.load(session.id))!;
    await store.update(session.id, { ...stored, payload: 'broken', revision: 'x' }, stored.version);
    expect(await session.check()).toBe('ended');
  });

  it('is replaced if another program has given the record to another owner', async () => {
    const { store, session } = await followed();
    const stored = (await store.load(session.id))!;
    await store.update(session.id, { ...stored, owner: 'mallory', revision: 'x' }, stored.version);
    expect(await session.check()).toBe('replaced');
  });
});

describe('a followed session of a sealed store', () => {
  async function sealed(set: ReturnType<typeof setUpSealed>) {
    const { sessions, jar } = set;
    await visit(sessions, jar, (session) => session.signIn('alice'));
    return (await sessions.follow(jar.header))!;
  }

  it('has expired at the deadline of its cookie, whatever later cookies say; edit is not supported', async () => {
    const set = setUpSealed();
    const session = await sealed(set);
    set.time.now += 8 * day;
    await visit(set.sessions, set.jar, () => undefined);
    expect([await session.check({ renew: true }), session.remaining]).toEqual(['live', 6 * day]);
    await expect(session.edit(count)).rejects.toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }));
    set.time.now += 6 * day;
    expect(await session.check()).toBe('expired');
    expect((await set.sessions.read(set.jar.header)).owner).toBe('alice');
  });

  it('ends by a sign-out only if the store can revoke; no check counts as a rejected key', async () => {
    for (const [set, status] of [
      [setUpRevoking(), 'ended'],
      [setUpSealed(), 'live'],
    ] as const) {
      const session = await sealed(set);
      await visit(set.sessions, new CookieJar(set.jar), (own) => own.destroy());
      expect([await session.check(), set.events.filter(([name]) => name === 'rejected-key')]).toEqual([status, []]);
    }
  });
});
