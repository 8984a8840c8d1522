import { describe, expect, it } from 'vitest';
import { setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';

describe('in a request', () => {
  const facts = { secure: true, method: 'GET', prefetch: false, untrustedForwarding: false };

  it('get loads once, peek sees what is loaded, and both need the middleware', async () => {
    const { sessions } = setUp();
    const request = {};
    await expect(sessions.get(request)).rejects.toMatchObject({
      code: 'WRONG_TIME',
      message: expect.stringContaining('middleware'),
    });
    let opened = 0;
    sessions.bind(request, { cookieHeader: undefined, facts, opened: () => opened++ });
    expect(sessions.peek(request)).toBeUndefined();
    const session = await sessions.get(request);
    expect([await sessions.get(request), sessions.peek(request)]).toEqual([session, session]);
    expect(opened).toBe(1);
  });

  it('is loaded and held once also where the option renew asks for the session of the request that it is given', async () => {
    let isAsking = false;
    let asked: Promise<unknown> | undefined;
    const { sessions } = setUp({
      renew: (request) => {
        if (!isAsking) {
          isAsking = true;
          asked = sessions.get(request);
        }
        return true;
      },
    });
    const request = {};
    let opened = 0;
    sessions.bind(request, { cookieHeader: undefined, facts, opened: () => opened++ });
    const session = await sessions.get(request);
    expect(opened).toBe(1);
    expect(await asked).toBe(session);
    expect(sessions.peek(request)).toBe(session);
  });

  it("a load that fails is the caller's error, and the answer sets no cookie", async () => {
    const { sessions, store } = setUp();
    store.load = () => Promise.reject(new Error('connection refused'));
    const request = {};
    let commit: Parameters<Parameters<typeof sessions.bind>[1]['opened']>[0] | undefined;
    sessions.bind(request, {
      cookieHeader: `__Host-sid=${'a'.repeat(32)}`,
      facts,
      opened: (ready) => (commit = ready),
    });
    await expect(sessions.get(request)).rejects.toMatchObject({ code: 'STORE', status: 503, outcome: 'not-applied' });
    expect(await commit!({ status: 503, headersSent: false })).toEqual({ cookies: [], accessed: true });
  });

  it('OPTIONS never looks', async () => {
    const { sessions, jar, store } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    store.load = () => Promise.reject(new Error('asked'));
    await visit(sessions, jar, (session) => expect(session.isNew).toBe(true), { method: 'OPTIONS' });
  });
});
