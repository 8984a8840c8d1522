import { describe, expect, it } from 'vitest';
import { setUp } from '../../test/set-up.js';
import { applySessionHeaders } from './session-headers.js';

const headersOf = (headers: Headers): unknown => Object.fromEntries(headers);

describe('applySessionHeaders', () => {
  it('sets the cookies of a commit and forbids shared caches to store the response', async () => {
    const { sessions } = setUp();
    const { session, commit } = await sessions.open(undefined);
    session.set('visits', 1);
    const headers = new Headers({ 'set-cookie': 'theme=dark', 'cache-control': 'public, max-age=60' });
    applySessionHeaders(headers, await commit({ status: 200 }));
    expect(headers.getSetCookie()).toEqual(['theme=dark', expect.stringMatching(/^__Host-sid=/)]);
    expect([headers.get('vary'), headers.get('cache-control')]).toEqual(['Cookie', 'private, max-age=60']);
  });

  it('adds caching headers if an opened session was used, or may still be used by a stream', async () => {
    const { sessions, jar } = setUp();
    for (const [reads, streams, expected] of [
      [false, false, {}],
      [true, false, { vary: 'Cookie', 'cache-control': 'private' }],
      [false, true, { vary: 'Cookie', 'cache-control': 'private' }],
    ] as const) {
      const { session, commit } = await sessions.open(jar.header);
      if (reads) session.get('visits');
      const headers = new Headers();
      applySessionHeaders(headers, await commit({ status: 200, streams }));
      expect(headersOf(headers)).toEqual(expected);
    }
  });

  it.each([
    ['its owner', 'owner'],
    ['its id', 'id'],
    ['its end', 'expiresAt'],
    ['its emptiness', 'isEmpty'],
    ['whether it is new', 'isNew'],
  ] as const)('adds caching headers once %s of a session from sessions.read was read', async (_what, property) => {
    const { sessions, jar } = setUp();
    const session = await sessions.read(jar.header);
    const headers = new Headers();
    applySessionHeaders(headers, session);
    expect(headersOf(headers)).toEqual({});
    void session[property];
    applySessionHeaders(headers, session);
    expect(headersOf(headers)).toEqual({ vary: 'Cookie', 'cache-control': 'private' });
  });
});
