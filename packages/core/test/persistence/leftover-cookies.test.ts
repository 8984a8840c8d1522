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

/**
 * What a browser sends that holds the cookie of today and one that was left at another path: the longer path comes
 * first.
 */
const beside = (left: string, jar: CookieJar): string => [left, jar.header].filter(Boolean).join('; ');

describe('a cookie of the same name that was left at another path', () => {
  it.each([
    ['of another framework', 's:vZ9.signature'],
    ['of a session that is over', createSessionKey()],
  ])('does not keep a visitor out: %s', async (_what, left) => {
    const { sessions, jar, events } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    const { session, commit } = await sessions.open(beside(`sid=${left}`, jar), http);
    expect(session.owner).toBe('alice');
    session.set('visits', 1);
    expect((await commit({ status: 200 })).cookies).toEqual([]);
    expect((await sessions.read(jar.header, http)).get('visits')).toBe(1);
    expect(events).toContainEqual(['rejected-key', { reason: 'duplicate', cookie: 'sid' }]);
  });

  it('does not keep a visitor out when it is a copy', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    expect((await sessions.read(beside(jar.header!, jar), http)).owner).toBe('alice');
  });

  it('keeps a visitor out as long as it opens a session itself, and no longer than the next sign-in', async () => {
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
    // Each try would have left a session.
    const live = await listed(sessions);
    expect([live.length, await sessions.inspect(first.id!), await sessions.inspect(planted.id)]).toEqual([
      1,
      undefined,
      undefined,
    ]);
  });

  it('that opens a session ends no session when a guest only stores something', async () => {
    const { sessions, jar } = setUp();
    const left = await sessions.create({ owner: 'alice', secure: false });
    await visit(sessions, jar, (session) => session.signIn('alice'), http);
    const { session, commit } = await sessions.open(beside(`sid=${left.key}`, jar), http);
    session.set('visits', 1);
    await commit({ status: 200 });
    expect(await listed(sessions)).toHaveLength(2);
  });

  it('is not looked for where too many came', async () => {
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
  it('is found where it is the only one that opens', async () => {
    const { sessions, jar } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1), http);
    for (const left of ['sid=s:vZ9.signature', 'sid=one.AAAA', jar.header!]) {
      expect((await sessions.read(beside(left, jar), http)).get('visits')).toBe(1);
    }
  });

  it('is not found where both open, and the next sign-in revokes them', async () => {
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

  it('opens its session once: the key changes with the first answer, and the old one ends', async () => {
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

  it('ends when somebody signs in, where it is only removed', async () => {
    const { sessions, jar } = setUp({ cookie: { former: [{ name: 'shop' }] } });
    const left = await sessions.create({ owner: 'alice' });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { session, commit } = await sessions.open(`${jar.header}; __Host-shop=${left.key}`);
    session.signIn('alice');
    jar.take(await commit({ status: 200 }));
    expect([(await sessions.read(jar.header)).get('visits'), await listed(sessions)]).toEqual([1, [session.id]]);
  });

  it('is revoked when somebody signs in, where a sealed one is only removed', async () => {
    const keys = { one: Buffer.alloc(32, 1) };
    const { revoked, ...before } = setUpRevoking({ sealing: { keys }, cookie: { name: 'shop' } });
    await visit(before.sessions, before.jar, (session) => session.signIn('alice'));
    const { sessions } = setUpRevoking({ sealing: { keys, revoked }, cookie: { former: [{ name: 'shop' }] } });
    const { session, commit } = await sessions.open(before.jar.header);
    session.signIn('alice');
    await commit({ status: 200 });
    expect((await before.sessions.read(before.jar.header)).isNew).toBe(true);
  });

  it('takes two clicks on "Sign in" for what they are', async () => {
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

  it('is seen and left alone by whatever can set no cookie', async () => {
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

  it('is not read after its end, nor where the cookie of today came, nor without being named', async () => {
    const { sessions, store, time, jar } = setUp({ cookie: trusting, idleTimeout: { days: 60 } });
    const { key } = await sessions.create({ owner: 'alice', secure: false });
    expect((await sessions.read(`sid=${key}; __Host-sid=${createSessionKey()}`)).isNew).toBe(true);
    const clock = (): number => time.now;
    const untold = setUp({ store, clock, cookie: { former: [{ name: 'sid' }] } });
    expect((await untold.sessions.read(`sid=${key}`)).isNew).toBe(true);
    time.now = until - 1;
    expect((await sessions.read(`sid=${key}`)).isNew).toBe(false);
    time.now = until;
    jar.put(`sid=${key}`);
    expect((await sessions.read(jar.header)).isNew).toBe(true);
  });

  it('is ended by a sign-out, and by a sign-in', async () => {
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

  it('opens a sealed session, which is sealed anew under the name of today', async () => {
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
    'refuses the end %o',
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
  ])('is no session, and an event says that %s was there', async (name, facts) => {
    for (const { sessions, events } of [setUp(), setUpSealed()]) {
      const session = await sessions.read(`theme=dark; ${name}=${createSessionKey()}`, facts);
      expect(session.isNew).toBe(true);
      expect(events).toEqual([['rejected-key', { reason: 'other-scheme', cookie: name }]]);
    }
  });

  it('is not spoken of where the cookie of this scheme came, or where there is one name for both', async () => {
    const { sessions, events } = setUp({ cookie: { secure: true } });
    await sessions.read(`sid=${createSessionKey()}`);
    const both = setUp();
    const { key } = await both.sessions.create();
    await both.sessions.read(`sid=${createSessionKey()}; __Host-sid=${key}`);
    expect([...events, ...both.events.slice(1)]).toEqual([]);
  });
});
