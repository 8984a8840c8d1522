import { describe, expect, it } from 'vitest';
import type { SessionManager } from '../../src/manager/session-manager.js';
import { createSessionKey } from '../../src/keys/session-key.js';
import { setUpRevoking, setUpSealed } from '../sealed-set-up.js';
import { day, setUp, type Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';

const http = { secure: false };

async function listed(sessions: SessionManager<Shop>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of sessions.list('alice')) ids.push(id);
  return ids;
}

/** The header of a browser with a current cookie and one that was left at a longer path, which comes first. */
const beside = (left: string, jar: CookieJar): string => [left, jar.header].filter(Boolean).join('; ');

describe('a cookie of the same name that was left at another path', () => {
  it.each([
    ['one of another framework', 's:vZ9.signature'],
    ['one of a session that has ended', createSessionKey()],
  ])('does not hide the session when it is %s', async (_what, left) => {
    const { sessions, jar, events } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    const { session, commit } = await sessions.open(beside(`sid=${left}`, jar), http);
    expect(session.owner).toBe('alice');
    session.set('visits', 1);
    expect((await commit({ status: 200 })).cookies).toEqual([]);
    expect((await sessions.read(jar.header, http)).get('visits')).toBe(1);
    expect(events).toContainEqual(['rejected-key', { reason: 'duplicate', cookie: 'sid' }]);
  });

  it('does not hide the session when it is a copy', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    expect((await sessions.read(beside(jar.header!, jar), http)).owner).toBe('alice');
  });

  it('hides the session while it is valid itself, until the next sign-in ends both', async () => {
    const { sessions, jar } = setUp();
    const planted = await sessions.create({ owner: 'eve', secure: false });
    const left = `sid=${planted.key}`;
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    const first = await sessions.read(jar.header, http);
    const again = await sessions.open(beside(left, jar), http);
    expect(again.session.owner).toBeUndefined();
    again.session.signIn('alice');
    jar.take(await again.commit({ status: 200 }));
    expect((await sessions.read(beside(left, jar), http)).owner).toBe('alice');
    // Without that, each sign-in would leave a session.
    const live = await listed(sessions);
    expect([live.length, await sessions.inspect(first.id!), await sessions.inspect(planted.id)]).toEqual([
      1,
      undefined,
      undefined,
    ]);
  });

  it('ends no session when a guest only stores something', async () => {
    const { sessions, jar } = setUp();
    const left = await sessions.create({ owner: 'alice', secure: false });
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    const { session, commit } = await sessions.open(beside(`sid=${left.key}`, jar), http);
    session.set('visits', 1);
    await commit({ status: 200 });
    expect(await listed(sessions)).toHaveLength(2);
  });

  it('makes the request anonymous without a load when there are too many', async () => {
    const { sessions, jar, store } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    let loads = 0;
    const { load } = store;
    store.load = (...args) => {
      loads++;
      return load.apply(store, args);
    };
    const many = Array.from({ length: 5 }, () => `sid=${createSessionKey()}`).join('; ');
    expect((await sessions.read(beside(many, jar), http)).isNew).toBe(true);
    expect(loads).toBe(0);
  });
});

describe('a sealed session beside a cookie of the same name', () => {
  it('is found if its token is the only valid one', async () => {
    const { sessions, jar } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1), http);
    for (const left of ['sid=s:vZ9.signature', 'sid=one.AAAA', jar.header!]) {
      expect((await sessions.read(beside(left, jar), http)).get('visits')).toBe(1);
    }
  });

  it('is not found if both tokens are valid, and the next sign-in revokes both', async () => {
    const { sessions, jar } = setUpRevoking();
    const other = new CookieJar();
    await visit(sessions, other, (session) => session.signIn('eve'), http);
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    const again = await sessions.open(beside(other.header!, jar), http);
    expect(again.session.owner).toBeUndefined();
    again.session.signIn('alice');
    jar.take(await again.commit({ status: 200 }));
    expect((await sessions.read(beside(other.header!, jar), http)).owner).toBe('alice');
    expect((await sessions.read(other.header, http)).isNew).toBe(true);
  });
});

describe('a former cookie that may still be read', () => {
  const until = 1_800_000_000_000 + 30 * day;
  const trusting = { former: [{ name: 'sid', readUntil: new Date(until) }] };

  it('identifies its session once: the first response changes the key', async () => {
    const { sessions: before, jar, store, time } = setUp();
    await visit(before, jar, (session) => session.signIn('alice'), http);
    const old = new CookieJar(jar);
    const { sessions } = setUp({ store, cookie: trusting, clock: () => time.now });
    const { cookies } = await visit(sessions, jar, (session) => expect(session.owner).toBe('alice'));
    expect(cookies).toMatchObject([{ name: '__Host-sid' }, { name: 'sid', maxAgeSeconds: 0, path: '/' }]);
    expect(jar.header).toMatch(/^__Host-sid=/);
    expect((await sessions.read(jar.header)).owner).toBe('alice');
    for (const facts of [http, {}]) expect((await sessions.read(old.header, facts)).isNew).toBe(true);
    expect(await listed(sessions)).toHaveLength(1);
  });

  it('is not read without readUntil, and a sign-in ends its session', async () => {
    const { sessions, jar } = setUp({ cookie: { former: [{ name: 'shop' }] } });
    const left = await sessions.create({ owner: 'alice' });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { session, commit } = await sessions.open(`${jar.header}; __Host-shop=${left.key}`);
    session.signIn('alice');
    jar.take(await commit({ status: 200 }));
    expect([(await sessions.read(jar.header)).get('visits'), await listed(sessions)]).toEqual([1, [session.id]]);
  });

  it('is not read without readUntil, and a sign-in revokes its sealed session', async () => {
    const keys = { one: Buffer.alloc(32, 1) };
    const { revoked, ...before } = setUpRevoking({ sealing: { keys }, cookie: { name: 'shop' } });
    await visit(before.sessions, before.jar, (session) => session.signIn('alice'));
    const { sessions } = setUpRevoking({ sealing: { keys, revoked }, cookie: { former: [{ name: 'shop' }] } });
    const { session, commit } = await sessions.open(before.jar.header);
    session.signIn('alice');
    await commit({ status: 200 });
    expect((await before.sessions.read(before.jar.header)).isNew).toBe(true);
  });

  it('lets both of two clicks on "Sign in" succeed', async () => {
    const { sessions } = setUp({ cookie: trusting });
    const { key } = await sessions.create({ data: { visits: 1 }, secure: false });
    const clicks = await Promise.all([1, 2].map(() => sessions.open(`sid=${key}`)));
    for (const { session, commit } of clicks) {
      session.signIn('alice');
      expect((await commit({ status: 200 })).cookies[0]).toMatchObject({ name: '__Host-sid' });
    }
    expect(await listed(sessions)).toHaveLength(2);
    const late = await sessions.open(`sid=${key}`);
    late.session.signIn('alice');
    await late.commit({ status: 200 });
    expect(await listed(sessions)).toHaveLength(3);
  });

  it('is read and not replaced when the response cannot set a cookie', async () => {
    const { sessions, jar } = setUp({ cookie: trusting });
    const { key } = await sessions.create({ owner: 'alice', secure: false });
    jar.put(`sid=${key}`);
    for (const facts of [{ method: 'HEAD' }, { prefetch: true }]) {
      const { cookies } = await visit(sessions, jar, (session) => expect(session.owner).toBe('alice'), facts);
      expect(cookies).toEqual([]);
    }
    const socket = await sessions.open(jar.header);
    await socket.commit({ status: 101, headersSent: true });
    expect((await sessions.read(jar.header)).owner).toBe('alice');
  });

  it('is not read from readUntil on, beside a current cookie, or without readUntil', async () => {
    const { sessions, store, time, jar } = setUp({ cookie: trusting, idleTimeout: { days: 60 } });
    const { key } = await sessions.create({ owner: 'alice', secure: false });
    expect((await sessions.read(`sid=${key}; __Host-sid=${createSessionKey()}`)).isNew).toBe(true);
    const clock = (): number => time.now;
    const withoutEnd = setUp({ store, clock, cookie: { former: [{ name: 'sid' }] } });
    expect((await withoutEnd.sessions.read(`sid=${key}`)).isNew).toBe(true);
    time.now = until - 1;
    expect((await sessions.read(`sid=${key}`)).isNew).toBe(false);
    time.now = until;
    jar.put(`sid=${key}`);
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('is removed by a sign-out and by a sign-in', async () => {
    for (const act of ['destroy', 'signIn'] as const) {
      const { sessions, jar } = setUp({ cookie: trusting });
      const { id, key } = await sessions.create({ owner: 'alice', secure: false });
      jar.put(`sid=${key}`);
      await visit(sessions, jar, (session) => session[act]('bob'));
      expect((await sessions.read(`sid=${key}`, http)).isNew).toBe(true);
      if (act === 'destroy') expect(await sessions.inspect(id)).toBeUndefined();
      expect(jar.header ?? '').not.toMatch(/^sid=/);
    }
  });

  it('identifies a sealed session, which is sealed again under the current name', async () => {
    const keys = { one: Buffer.alloc(32, 1) };
    const { sessions: before, jar } = setUpSealed({ sealing: { keys } });
    await visit(before, jar, (session) => session.set('visits', 1), http);
    const { sessions, events } = setUpSealed({ sealing: { keys }, cookie: trusting });
    await visit(sessions, jar, (session) => expect(session.get('visits')).toBe(1));
    expect(jar.header).toMatch(/^__Host-sid=/);
    expect((await sessions.read(jar.header)).get('visits')).toBe(1);
    const leaving = await sessions.open(jar.header);
    await leaving.session.destroy();
    expect(events.filter(([name]) => name === 'destroyed')).toHaveLength(1);
  });

  it.each([[Number.NaN], [Infinity], [1_900_000_000], ['2027-01-01'], [new Date(Number.NaN)]])(
    'refuses a readUntil of %o',
    (readUntil) => {
      expect(() => setUp({ cookie: { former: [{ name: 'sid', readUntil: readUntil as number }] } })).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringMatching(/readUntil/) }),
      );
    },
  );
});

describe('a cookie under the name of the other scheme', () => {
  it.each([
    ['sid', {}],
    ['__Host-sid', http],
  ])('is not read, and an event reports %s', async (name, facts) => {
    for (const { sessions, events } of [setUp(), setUpSealed()]) {
      const session = await sessions.read(`theme=dark; ${name}=${createSessionKey()}`, facts);
      expect(session.isNew).toBe(true);
      expect(events).toEqual([['rejected-key', { reason: 'other-scheme', cookie: name }]]);
    }
  });

  it('is not reported beside a cookie of this scheme, or if both schemes have the same name', async () => {
    const { sessions, events } = setUp({ cookie: { secure: true } });
    await sessions.read(`sid=${createSessionKey()}`);
    const both = setUp();
    const { key } = await both.sessions.create();
    await both.sessions.read(`sid=${createSessionKey()}; __Host-sid=${key}`);
    expect([...events, ...both.events.slice(1)]).toEqual([]);
  });
});
