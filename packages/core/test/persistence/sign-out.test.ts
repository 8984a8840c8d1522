import { describe, expect, it } from 'vitest';
import type { SessionManager } from '../../src/manager/session-manager.js';
import { createSessionKey } from '../../src/keys/session-key.js';
import { setUp, type Shop } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';
import { recordVerbs, refuse, twoProcesses } from './two-processes.js';

const signOut = (session: { destroy(): Promise<void> }): Promise<void> => session.destroy();

/** The header that a browser with several cookies sends. */
const both = (...headers: (string | undefined)[]): string => headers.filter(Boolean).join('; ');

function ended(sessions: SessionManager<Shop>): string[] {
  const ids: string[] = [];
  sessions.on('destroyed', ({ id }) => ids.push(id));
  return ids;
}

describe('a sign-out under a superseded key', () => {
  it.each([
    ['a regenerate', 'alice', (session) => session.regenerate()],
    ['a sign-in of the same guest', undefined, (session) => session.signIn('alice')],
    ['another sign-in', 'alice', (session) => session.signIn('alice')],
  ] satisfies [string, string | undefined, Parameters<typeof visit<Shop, never>>[2]][])(
    'ends the successor and removes the cookie after %s',
    async (_name, owner, change) => {
      const { other, slow, jar } = twoProcesses();
      await visit(other, jar, (session) => {
        session.set('visits', 1);
        if (owner !== undefined) session.signIn(owner);
      });
      const old = new CookieJar(jar);
      await visit(other, jar, change);
      const { id } = await other.read(jar.header);
      const ids = ended(slow);
      const { cookies } = await visit(slow, old, signOut);
      expect((await other.read(jar.header)).isNew).toBe(true);
      expect(ids).toEqual([id]);
      expect(cookies).toMatchObject([{ value: '', maxAgeSeconds: 0 }]);
    },
  );

  it('follows several key changes, and does nothing if the last successor has ended', async () => {
    const { other, slow, jar } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    const old = new CookieJar(jar);
    for (let change = 0; change < 3; change++) await visit(other, jar, (session) => session.regenerate());
    const ids = ended(slow);
    await visit(slow, new CookieJar(old), signOut);
    expect((await other.read(jar.header)).isNew).toBe(true);
    expect((await visit(slow, old, signOut)).cookies).toEqual([]);
    expect(ids).toHaveLength(1);
  });

  it('ends both sessions after two clicks on "Sign in"', async () => {
    const { other, slow, jar } = twoProcesses();
    await visit(other, jar, (session) => session.set('visits', 1));
    const old = new CookieJar(jar);
    await visit(other, jar, (session) => session.signIn('alice'));
    await visit(slow, old, async (session) => {
      session.signIn('alice');
      await session.save();
      await session.destroy();
    });
    expect(await other.list('alice').next()).toMatchObject({ done: true });
  });

  it('in edit() ends the successor if the key has changed meanwhile', async () => {
    const { other, slow, jar } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    const { id } = await other.read(jar.header);
    await slow.edit(id!, async (session) => {
      await visit(other, jar, (theirs) => theirs.regenerate());
      await session.destroy();
    });
    expect((await other.read(jar.header)).isNew).toBe(true);
  });

  it('lets later writes of the request begin a new session', async () => {
    const { other, slow, jar } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    const old = new CookieJar(jar);
    await visit(other, jar, (session) => session.regenerate());
    await visit(slow, old, async (session) => {
      await session.destroy();
      session.flash('notice', 'Signed out');
    });
    const after = await other.read(old.header);
    expect([after.owner, after.peekFlash('notice')]).toEqual([undefined, 'Signed out']);
  });

  it('rejects if the store refuses, and succeeds when it is repeated', async () => {
    const { other, slow, jar, line } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    const old = new CookieJar(jar);
    await visit(other, jar, (session) => session.regenerate());
    refuse(line, 'deleteIf');
    await expect(visit(slow, new CookieJar(old), signOut)).rejects.toMatchObject({ code: 'STORE' });
    line.hook = (call) => call.apply();
    await visit(slow, old, signOut);
    expect((await other.read(jar.header)).isNew).toBe(true);
  });
});

describe('a sign-out with several cookies', () => {
  it('of one name ends each session that one of them identifies, and removes the cookie', async () => {
    const { sessions, jar, events } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const planted = await sessions.create({ owner: 'eve' });
    const header = both(jar.header, `__Host-sid=${planted.key}`, `__Host-sid=${createSessionKey()}`, '__Host-sid=x');
    const { session, commit } = await sessions.open(header);
    expect(session.owner).toBeUndefined();
    await session.destroy();
    expect((await commit({ status: 200 })).cookies).toMatchObject([{ name: '__Host-sid', maxAgeSeconds: 0 }]);
    expect((await sessions.read(jar.header)).isNew).toBe(true);
    expect(await sessions.inspect(planted.id)).toBeUndefined();
    expect(events.filter(([name]) => name === 'destroyed')).toHaveLength(2);
  });

  it('of which none is valid loads each key once, and sets no cookie', async () => {
    const { slow, line } = twoProcesses();
    const verbs = recordVerbs(line);
    const key = createSessionKey();
    const cookies = [key, key, createSessionKey(), 'malformed'].map((value) => `__Host-sid=${value}`);
    const { session, commit } = await slow.open(both(...cookies));
    await session.destroy();
    await session.destroy();
    expect((await commit({ status: 200 })).cookies).toEqual([]);
    expect(verbs).toEqual(['load', 'load']);
  });

  it('rejects and ends no session if there are too many', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const many = Array.from({ length: 20 }, () => `__Host-sid=${createSessionKey()}`);
    const { session } = await sessions.open(both(jar.header, ...many));
    await expect(session.destroy()).rejects.toMatchObject({
      name: 'AmbiguousCookieError',
      code: 'AMBIGUOUS_COOKIE',
      status: 400,
      message: expect.stringContaining('__Host-sid'),
    });
    expect((await sessions.read(jar.header)).owner).toBe('alice');
  });
});

describe('a sign-out with one of our cookies under another name', () => {
  it.each([
    ['http beside https', true, {}, 'sid'],
    ['https behind a proxy that hides it', false, {}, '__Host-sid'],
    ['a former name', true, { former: [{ name: 'shop' }] }, '__Host-shop'],
    ['a former name with a domain', true, { former: [{ name: 'shop', domain: 'shop.example' }] }, '__Secure-shop'],
    ['a former name of http', false, { former: [{ name: 'shop' }] }, 'shop'],
  ])('ends its session: %s', async (_name, secure, cookie, name) => {
    const { sessions } = setUp({ cookie });
    const { id, key } = await sessions.create({ owner: 'alice' });
    const { session, commit } = await sessions.open(`other=1; ${name}=${key}`, { secure });
    expect(session.owner).toBeUndefined();
    await session.destroy();
    const { cookies } = await commit({ status: 200 });
    expect(cookies).toContainEqual(expect.objectContaining({ name, maxAgeSeconds: 0 }));
    expect(await sessions.inspect(id)).toBeUndefined();
  });

  it('ends both sessions if the current cookie was sent, too', async () => {
    const { sessions, jar } = setUp();
    await visit(sessions, jar, (session) => session.signIn('alice'));
    const plain = await sessions.create({ owner: 'alice' });
    const { session, commit } = await sessions.open(both(`sid=${plain.key}`, jar.header));
    await session.destroy();
    const { cookies } = await commit({ status: 200 });
    expect(cookies.map(({ name }) => name).toSorted()).toEqual(['__Host-sid', 'sid']);
    expect(await sessions.list('alice').next()).toEqual({ done: true, value: undefined });
  });

  it('ignores names that the application never used', async () => {
    const { sessions } = setUp({ cookie: { secure: true } });
    const { id, key } = await sessions.create({ owner: 'alice' });
    const { session } = await sessions.open(`sid=${key}; __Secure-sid=${key}`);
    await session.destroy();
    expect(await sessions.inspect(id)).toBeDefined();
  });
});

describe('a sign-out without a session cookie', () => {
  it('calls no store', async () => {
    const { slow, line } = twoProcesses();
    const verbs = recordVerbs(line);
    for (const header of [undefined, 'other=1', '__Host-sid=malformed']) {
      const { session, commit } = await slow.open(header);
      await session.destroy();
      expect((await commit({ status: 200 })).cookies).toEqual([]);
    }
    expect(verbs).toEqual([]);
  });

  it('in edit() ends that session and no other', async () => {
    const { other, jar } = twoProcesses();
    await visit(other, jar, (session) => session.signIn('alice'));
    const { id } = await other.create({ owner: 'alice' });
    expect(await other.edit(id, (session) => session.destroy())).toBe(true);
    expect(await other.inspect(id)).toBeUndefined();
    expect((await other.read(jar.header)).owner).toBe('alice');
  });
});
