import { describe, expect, it } from 'vitest';
import { setUpSealed } from '../../test/sealed-set-up.js';
import { CookieJar, visit } from '../../test/visits.js';
import { serializeSetCookie } from '../cookie/set-cookie.js';

const text = (length: number): string => 'x'.repeat(length);

describe('a session that is too large for its cookie', () => {
  it('is refused before anything is sent; the error names the largest keys and quotes no value', async () => {
    const { sessions, jar } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const before = jar.header;
    const { session, commit } = await sessions.open(jar.header);
    session.set('name', text(4000)).set('tags', ['a']);
    await expect(async () => commit({ status: 200 })).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: expect.stringMatching(
        /^The session takes 5\d+ bytes once it is sealed; .* Largest keys: "name" \(4\d+ /,
      ),
    });
    expect(await commit({ status: 500 })).toEqual({ cookies: [], accessed: true });
    await expect(async () => sessions.create({ data: { name: text(4000) } })).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: expect.not.stringContaining('xxx'),
    });
    expect(jar.header).toBe(before);
  });

  it('is refused one byte after the cookie is full', async () => {
    const { sessions, jar } = setUpSealed();
    let [kept, refused] = [0, 4096];
    while (refused - kept > 1) {
      const tried = Math.floor((kept + refused) / 2);
      const storing = visit(sessions, jar, (session) => session.set('name', text(tried)));
      const fits = await storing.then(
        ({ cookies }) => serializeSetCookie(cookies[0]!).length <= 4096,
        () => false,
      );
      if (fits) kept = tried;
      else refused = tried;
      expect((await sessions.read(jar.header)).get('name') ?? '').toBe(text(kept));
    }
    expect(kept).toBeGreaterThan(2500);
  });

  it('is refused when its payload is longer than the limit of the store', async () => {
    const { sessions, jar } = setUpSealed({ sealing: { maxPayloadBytes: 500 } });
    await expect(visit(sessions, jar, (session) => session.set('name', text(600)))).rejects.toMatchObject({
      code: 'TOO_LARGE',
      message: expect.stringContaining('maxPayloadBytes'),
    });
  });

  it('only because of a renewal is not renewed, and can still be read', async () => {
    const { sessions, jar, time, store, events } = setUpSealed();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    time.now += 8 * 86_400_000;
    store.seal = () => Promise.resolve('a'.repeat(5000));
    expect((await visit(sessions, jar, (session) => session.get('visits'))).cookies).toEqual([]);
    expect(events.slice(-1)).toEqual([['unsaved', expect.objectContaining({ reason: 'renewal-failed' })]]);
  });
});

describe('a session in several cookies', () => {
  const names = (jar: CookieJar): string[] => jar.header?.split('; ').map((pair) => pair.split('=')[0]!) ?? [];
  const spread = { sealing: { maxCookies: 3 } };

  it('grows and shrinks, and cookies that are no longer needed are removed', async () => {
    const { sessions, jar } = setUpSealed(spread);
    for (const [length, cookies] of [
      [6000, ['__Host-sid', '__Host-sid.1', '__Host-sid.2']],
      [4000, ['__Host-sid', '__Host-sid.1']],
      [10, ['__Host-sid']],
      [6000, ['__Host-sid', '__Host-sid.1', '__Host-sid.2']],
    ] as const) {
      await visit(sessions, jar, (session) => session.set('name', text(length)));
      expect(names(jar)).toEqual(cookies);
      expect((await sessions.read(jar.header)).get('name')).toBe(text(length));
    }
    const failing = visit(sessions, jar, (session) => session.set('name', text(10_000)));
    await expect(failing).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('is removed when it is destroyed or emptied, with cookies that another response set meanwhile', async () => {
    for (const end of ['destroy', 'clear'] as const) {
      const { sessions, jar } = setUpSealed(spread);
      await visit(sessions, jar, (session) => session.set('visits', 1));
      const ending = await sessions.open(jar.header);
      await visit(sessions, jar, (session) => session.set('name', text(6000)));
      await ending.session[end]();
      jar.take(await ending.commit({ status: 200 }));
      expect(names(jar)).toEqual([]);
    }
  });

  it('is refused when a piece is missing or belongs to another session', async () => {
    const { sessions, jar, events } = setUpSealed(spread);
    await visit(sessions, jar, (session) => session.set('name', text(4000)));
    const other = new CookieJar();
    await visit(sessions, other, (session) => session.set('name', 'y'.repeat(4000)));
    const [first] = jar.header!.split('; ');
    const [, second] = other.header!.split('; ');
    expect((await sessions.read(`${first}; ${second}`)).isNew).toBe(true);
    expect((await sessions.read(first)).isNew).toBe(true);
    expect(events.slice(-2).map(([, event]) => event)).toEqual([{ reason: 'unknown' }, { reason: 'malformed' }]);
  });

  it('removes pieces under former cookie paths, too', async () => {
    const { sessions } = setUpSealed({ ...spread, cookie: { former: [{ path: '/shop' }] } });
    const { session, commit } = await sessions.open('__Host-sid.1=left; sid.2=over');
    session.set('visits', 1);
    const { cookies } = await commit({ status: 200 });
    expect(cookies.map(({ name, path, maxAgeSeconds }) => [name, path, maxAgeSeconds === 0])).toEqual([
      ['__Host-sid', '/', false],
      ['__Host-sid.1', '/', true],
      ['__Secure-sid', '/shop', true],
      ['sid', '/shop', true],
      ['sid.2', '/shop', true],
    ]);
  });

  it('is returned in several cookies when it is created outside a request', async () => {
    const { sessions } = setUpSealed(spread);
    const { cookies, cookie } = await sessions.create({ data: { name: text(4000) } });
    expect([cookies.length, cookies[0] === cookie]).toEqual([2, true]);
    const header = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    expect((await sessions.read(header)).get('name')).toBe(text(4000));
  });
});
