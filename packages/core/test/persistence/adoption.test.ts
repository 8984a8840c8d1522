import { describe, expect, it } from 'vitest';
import { foreignFramework } from '../foreign-framework.js';
import { day } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { twoProcesses } from './two-processes.js';

/** A browser with the cookie of the other framework, where alice is signed in. */
function beforeAdoption({ ends = true }: { readonly ends?: boolean } = {}) {
  const foreign = foreignFramework();
  const processes = twoProcesses({ adopt: ends ? foreign.adopt : foreign.adoptOnly });
  const cookie = foreign.begin('one', { visits: 41 }, 'alice');
  const browser = (): CookieJar => {
    const jar = new CookieJar();
    jar.put(cookie);
    return jar;
  };
  const live = () => processes.storedRecords().filter(({ isLive }) => isLive);
  const markers = () => processes.storedRecords().filter(({ successor }) => successor !== undefined);
  return { ...processes, foreign, cookie, browser, live, markers };
}

describe('adopting a session of another framework', () => {
  it('stores it under a key of ours, ends it in the other framework, and expires its cookie', async () => {
    const { other, browser, foreign } = beforeAdoption();
    const jar = browser();
    const { cookies } = await visit(other, jar, (session) => session.update('visits', 0, (count) => count + 1));
    expect(cookies.map(({ name, maxAgeSeconds }) => [name, maxAgeSeconds === 0])).toEqual([
      ['__Host-sid', false],
      ['connect.sid', true],
    ]);
    await visit(other, jar, (session) => expect([session.owner, session.get('visits')]).toEqual(['alice', 42]));
    expect(foreign.calls).toEqual(['load one', 'end one']);
  });

  it('happens once, however often the foreign cookie comes, and leaves a marker without an owner', async () => {
    const { other, browser, live, markers, time } = beforeAdoption({ ends: false });
    await visit(other, browser(), (session) => session.get('visits'));
    for (const later of [0, 61_000, day, 30 * day]) {
      time.now += later;
      for (const method of ['GET', 'HEAD', 'POST']) {
        expect((await visit(other, browser(), (session) => session.get('visits'), { method })).cookies).toEqual([]);
      }
    }
    expect([live().length <= 1, markers()]).toEqual([true, [expect.objectContaining({ owner: undefined, data: {} })]]);
  });

  it('gives it the end that load names', async () => {
    const load = () => ({ data: { visits: 41 }, expire: { after: { days: 30 } } });
    const { other, time } = twoProcesses({ adopt: { cookie: 'connect.sid', load } });
    const jar = new CookieJar();
    jar.put('connect.sid=one');
    await visit(other, jar, (session) => session.get('visits'));
    expect((await other.read(jar.header)).expiresAt).toBe(time.now + 30 * day);
  });

  it('does not happen in read, which shows no id', async () => {
    const { other, browser, live } = beforeAdoption();
    const { id, owner, isNew } = await other.read(browser().header);
    expect([id, owner, isNew, live()]).toEqual([undefined, 'alice', true, []]);
  });

  it('leaves the foreign cookie valid for a minute, for the same session', async () => {
    for (const ends of [true, false]) {
      const { other, slow, browser, time, foreign } = beforeAdoption({ ends });
      const jar = browser();
      await visit(other, jar, (session) => session.set('name', 'first'));
      time.now += 59_999;
      const second = await visit(slow, browser(), (session) => {
        expect([session.owner, session.get('name'), session.isNew]).toEqual(['alice', 'first', false]);
        session.set('name', 'second');
      });
      expect(second.cookies).toEqual([]);
      expect((await other.read(jar.header)).get('name')).toBe('second');
      time.now += 1;
      await visit(slow, browser(), (session) => expect([session.owner, session.isNew]).toEqual([undefined, true]));
      expect(foreign.calls.filter((call) => call.startsWith('load'))).toEqual(['load one']);
    }
  });

  it.each([
    ['destroy', async ({ other, browser }, jar) => void (await visit(other, jar ?? browser(), (s) => s.destroy()))],
    [
      'destroy with only the foreign cookie',
      async ({ other, browser }) => void (await visit(other, browser(), (s) => s.destroy())),
    ],
    ['revokeOwner', async ({ other }) => void (await other.revokeOwner('alice'))],
    ['the absolute timeout', ({ time }) => Promise.resolve(void (time.now += 91 * day))],
  ] satisfies [string, (way: ReturnType<typeof beforeAdoption>, jar?: CookieJar) => Promise<void>][])(
    'is not repeated: after %s the foreign cookie is not valid',
    async (_name, end) => {
      const way = beforeAdoption({ ends: false });
      const jar = way.browser();
      await visit(way.other, jar, (session) => session.get('visits'));
      await end(way, jar);
      for (const later of [0, 61_000, 300 * day]) {
        way.time.now += later;
        await visit(way.slow, way.browser(), (session) => expect(session.owner).toBeUndefined());
      }
      expect(way.live()).toEqual([]);
    },
  );

  it('ends it in both frameworks when the first request signs out', async () => {
    for (const ends of [true, false]) {
      const { other, browser, foreign, live } = beforeAdoption({ ends });
      const jar = browser();
      const { cookies } = await visit(other, jar, (session) => session.destroy());
      expect(cookies.map(({ name, maxAgeSeconds }) => [name, maxAgeSeconds])).toEqual([
        ['__Host-sid', 0],
        ['connect.sid', 0],
      ]);
      expect(foreign.calls).toEqual(ends ? ['load one', 'end one'] : ['load one']);
      await visit(other, browser(), (session) => expect(session.owner).toBeUndefined());
      expect(live()).toEqual([]);
    }
  });

  it('does not keep a sign-out of our session from ending it too, if the request has its cookie', async () => {
    const { other, foreign, cookie, browser } = beforeAdoption();
    const { key } = await other.create({ owner: 'bob' });
    const { session, commit } = await other.open(`__Host-sid=${key}; ${cookie}`);
    expect(session.owner).toBe('bob');
    await session.destroy();
    expect((await commit({ status: 200 })).cookies.map(({ name }) => name)).toEqual(['__Host-sid', 'connect.sid']);
    expect(foreign.sessions.size).toBe(0);
    await visit(other, browser(), (after) => expect(after.owner).toBeUndefined());
  });

  it('ends it like a sign-out when the first request empties it', async () => {
    const { other, browser, foreign, live } = beforeAdoption();
    foreign.sessions.set('one', { data: { visits: 1 } });
    const { cookies } = await visit(other, browser(), (session) => session.clear());
    expect(cookies.every(({ maxAgeSeconds }) => maxAgeSeconds === 0)).toBe(true);
    expect([foreign.calls, live()]).toEqual([['load one', 'end one'], []]);
  });
});

describe('signing in over a session of another framework', () => {
  it('keeps its data only for the same owner, and ends it in any case', async () => {
    for (const owner of ['alice', 'bob']) {
      const { other, browser } = beforeAdoption({ ends: false });
      const jar = browser();
      await visit(other, jar, (session) => session.signIn(owner));
      const after = await other.read(jar.header);
      expect([after.owner, after.toObject()]).toEqual([owner, owner === 'alice' ? { visits: 41 } : {}]);
      const late = await visit(other, browser(), (session) => {
        expect(session.owner).toBeUndefined();
        session.get('visits');
      });
      expect(late.cookies).toEqual([]);
    }
  });
});

describe('nothing is adopted', () => {
  it.each([
    ['HEAD', { method: 'HEAD' }],
    ['OPTIONS', { method: 'OPTIONS' }],
    ['a prefetch', { prefetch: true }],
    ['a server error', { status: 500 }],
  ])('on %s', async (_name, facts) => {
    const { other, browser, foreign, storedRecords } = beforeAdoption();
    const { cookies } = await visit(other, browser(), (session) => session.get('visits'), facts);
    expect([cookies, storedRecords()]).toEqual([[], []]);
    expect(foreign.calls).not.toContain('end one');
    await visit(other, browser(), (session) => expect(session.owner).toBe('alice'));
  });

  it('after the headers are out', async () => {
    const { other, browser, storedRecords } = beforeAdoption();
    const { session, commit } = await other.open(browser().header);
    expect((await commit({ status: 200, headersSent: true })).cookies).toEqual([]);
    expect(storedRecords()).toEqual([]);
    expect(() => session.set('visits', 1)).toThrow(expect.objectContaining({ code: 'WRONG_TIME' }));
  });

  it('by read, which shows what a request would see', async () => {
    const { other, browser, storedRecords, time } = beforeAdoption({ ends: false });
    const seen = await other.read(browser().header);
    expect([seen.owner, seen.get('visits'), seen.isNew, seen.createdAt]).toEqual(['alice', 41, true, undefined]);
    expect(storedRecords()).toEqual([]);
    await visit(other, browser(), (session) => session.destroy());
    time.now += day;
    expect((await other.read(browser().header)).owner).toBeUndefined();
  });

  it('from a malformed cookie or from two cookies, and no store is called', async () => {
    const { slow, line, foreign, cookie } = beforeAdoption();
    line.hook = (call) => Promise.reject(new Error(call.verb));
    for (const header of ['connect.sid=s%3Aone.forged', 'connect.sid=%', `${cookie}; ${cookie}`, 'other=1']) {
      const { session, commit } = await slow.open(header);
      expect(session.isNew).toBe(true);
      expect((await commit({ status: 200 })).cookies).toEqual([]);
    }
    expect(foreign.calls).toEqual([]);
  });

  it('from an empty session', async () => {
    const { other, browser, foreign, storedRecords } = beforeAdoption();
    foreign.sessions.set('one', { data: {} });
    expect((await visit(other, browser(), (session) => session.get('visits'))).cookies).toEqual([]);
    expect(storedRecords()).toEqual([]);
  });
});
