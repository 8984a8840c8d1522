import { describe, expect, it } from 'vitest';
import { foreignFramework } from '../foreign-framework.js';
import { day } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { twoProcesses } from './ways.js';

/** A browser with the cookie of the other framework, where alice is signed in. */
function beforeAdoption({ ends = true }: { readonly ends?: boolean } = {}) {
  const foreign = foreignFramework();
  const ways = twoProcesses({ adopt: ends ? foreign.adopt : foreign.adoptOnly });
  const cookie = foreign.begin('one', { visits: 41 }, 'alice');
  const browser = (): CookieJar => {
    const jar = new CookieJar();
    jar.put(cookie);
    return jar;
  };
  const live = () => ways.atRest().filter(({ isLive }) => isLive);
  const markers = () => ways.atRest().filter(({ successor }) => successor !== undefined);
  return { ...ways, foreign, cookie, browser, live, markers };
}

describe('adopting a session of another framework', () => {
  it('stores it under a key of ours, ends it there, and expires its cookie', async () => {
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

  it('happens once, however often the other cookie comes, and leaves a record that names nobody', async () => {
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

  it('gives no id to read, which adopts nothing: none would ever be stored', async () => {
    const { other, browser, live } = beforeAdoption();
    const { id, owner, isNew } = await other.read(browser().header);
    expect([id, owner, isNew, live()]).toEqual([undefined, 'alice', true, []]);
  });

  it('works on the same session for a minute, without a cookie, and then opens nothing', async () => {
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
      'destroy with the other cookie alone',
      async ({ other, browser }) => void (await visit(other, browser(), (s) => s.destroy())),
    ],
    ['revokeOwner', async ({ other }) => void (await other.revokeOwner('alice'))],
    ['the absolute timeout', ({ time }) => Promise.resolve(void (time.now += 91 * day))],
  ] satisfies [string, (way: ReturnType<typeof beforeAdoption>, jar?: CookieJar) => Promise<void>][])(
    'is not undone: after %s the other cookie opens nothing',
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

  it('a sign-out before it is stored ends it in both frameworks, for good', async () => {
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

  it('a sign-out of another session ends it too, where its cookie came along', async () => {
    const { other, foreign, cookie, browser } = beforeAdoption();
    const { key } = await other.create({ owner: 'bob' });
    const { session, commit } = await other.open(`__Host-sid=${key}; ${cookie}`);
    expect(session.owner).toBe('bob');
    await session.destroy();
    expect((await commit({ status: 200 })).cookies.map(({ name }) => name)).toEqual(['__Host-sid', 'connect.sid']);
    expect(foreign.sessions.size).toBe(0);
    await visit(other, browser(), (after) => expect(after.owner).toBeUndefined());
  });

  it('an emptied one goes as if it had been signed out', async () => {
    const { other, browser, foreign, live } = beforeAdoption();
    foreign.sessions.set('one', { data: { visits: 1 } });
    const { cookies } = await visit(other, browser(), (session) => session.clear());
    expect(cookies.every(({ maxAgeSeconds }) => maxAgeSeconds === 0)).toBe(true);
    expect([foreign.calls, live()]).toEqual([['load one', 'end one'], []]);
  });
});

describe('signing in over a session of another framework', () => {
  it('keeps its data for the same owner, none for another, and ends it for both', async () => {
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
    const { other, browser, foreign, atRest } = beforeAdoption();
    const { cookies } = await visit(other, browser(), (session) => session.get('visits'), facts);
    expect([cookies, atRest()]).toEqual([[], []]);
    expect(foreign.calls).not.toContain('end one');
    await visit(other, browser(), (session) => expect(session.owner).toBe('alice'));
  });

  it('after the headers are out', async () => {
    const { other, browser, atRest } = beforeAdoption();
    const { session, commit } = await other.open(browser().header);
    expect((await commit({ status: 200, headersSent: true })).cookies).toEqual([]);
    expect(atRest()).toEqual([]);
    expect(() => session.set('visits', 1)).toThrow(expect.objectContaining({ code: 'WRONG_TIME' }));
  });

  it('by read, which sees what a request would', async () => {
    const { other, browser, atRest, time } = beforeAdoption({ ends: false });
    const seen = await other.read(browser().header);
    expect([seen.owner, seen.get('visits'), seen.isNew, seen.createdAt]).toEqual(['alice', 41, true, undefined]);
    expect(atRest()).toEqual([]);
    await visit(other, browser(), (session) => session.destroy());
    time.now += day;
    expect((await other.read(browser().header)).owner).toBeUndefined();
  });

  it('of a cookie that is not one of its own, nor of two of them, and the store is not asked', async () => {
    const { slow, line, foreign, cookie } = beforeAdoption();
    line.hook = (call) => Promise.reject(new Error(call.verb));
    for (const header of ['connect.sid=s%3Aone.forged', 'connect.sid=%', `${cookie}; ${cookie}`, 'other=1']) {
      const { session, commit } = await slow.open(header);
      expect(session.isNew).toBe(true);
      expect((await commit({ status: 200 })).cookies).toEqual([]);
    }
    expect(foreign.calls).toEqual([]);
  });

  it('of a session that is empty: it is asked for again', async () => {
    const { other, browser, foreign, atRest } = beforeAdoption();
    foreign.sessions.set('one', { data: {} });
    expect((await visit(other, browser(), (session) => session.get('visits'))).cookies).toEqual([]);
    expect(atRest()).toEqual([]);
  });
});
