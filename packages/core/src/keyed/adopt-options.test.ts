import { describe, expect, it } from 'vitest';
import { foreignFramework } from '../../test/foreign-framework.js';
import { setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';

describe('adopt', () => {
  it('calls load only for a visitor with the foreign cookie and without a session', async () => {
    const { adopt, begin, calls } = foreignFramework();
    const { sessions, jar } = setUp({ adopt });
    await visit(sessions, jar, (session) => expect(session.isNew).toBe(true));
    expect(calls).toEqual([]);
    jar.put(begin('one', { visits: 41 }, '7'));
    await visit(sessions, jar, (session) => session.update('visits', 0, (count) => count + 1));
    await visit(sessions, jar, (session) => expect([session.owner, session.get('visits')]).toEqual(['7', 42]));
    expect(calls).toEqual(['load one', 'end one']);
  });

  const load = (): undefined => undefined;
  it.each([
    [() => undefined, /adopt is an object/],
    [{}, /adopt\.cookie must be the name/],
    [{ cookie: 'connect.sid' }, /adopt\.load must be a function/],
    [{ cookie: 'connect sid', load }, /adopt\.cookie: name must be/],
    [{ cookie: { name: '__Host-sid', path: '/app' }, load }, /adopt\.cookie: __Host-sid needs path/],
    [{ cookie: 'connect.sid', load, identify: 'id' }, /adopt\.identify must be a function/],
    [{ cookie: 'connect.sid', load, end: true }, /adopt\.end must be a function/],
    [{ cookie: 'connect.sid', load, destroy: load }, /adopt\.destroy is not a known option/],
    [{ cookie: { name: 'connect.sid', secure: true }, load }, /adopt\.cookie\.secure is not a known option/],
  ])('refuses %o', (adopt, message) => {
    expect(() => setUp({ adopt: adopt as never })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringMatching(message) }),
    );
  });

  it('does not remove our cookie when the foreign one has the same name, path and domain', async () => {
    const { adopt, begin } = foreignFramework();
    const value = begin('one', { visits: 41 }, 'alice').split('=')[1]!;
    for (const [domain, removals] of [
      [undefined, 0],
      ['shop.example', 1],
    ] as const) {
      const cookie = { name: 'sid', ...(domain && { domain }) };
      const { sessions } = setUp({ adopt: { ...adopt, cookie } });
      const { session, commit } = await sessions.open(`sid=${value}`, { secure: false });
      session.set('visits', 1);
      const { cookies } = await commit({ status: 200 });
      expect(cookies.filter(({ name }) => name !== 'sid')).toEqual([]);
      expect(cookies.filter(({ maxAgeSeconds }) => maxAgeSeconds === 0)).toHaveLength(removals);
      begin('one', { visits: 41 }, 'alice');
    }
  });
});
