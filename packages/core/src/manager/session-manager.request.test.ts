import { describe, expect, it } from 'vitest';
import { setUp } from '../../test/set-up.js';
import { visit } from '../../test/visits.js';

describe('in a request', () => {
  const facts = { secure: true, method: 'GET', prefetch: false, untrustedForwarding: false };

  it('get loads the session once, peek returns a loaded session, and get needs the middleware', async () => {
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

  it('aliases of a request have its session, also those of a second middleware, whose binding is not used', async () => {
    const { sessions } = setUp();
    const [context, request, replaced, later] = [{}, {}, {}, {}];
    let opened = 0;
    sessions.bind(request, { cookieHeader: undefined, facts, opened: () => opened++ }, [context]);
    const unused = () => expect.unreachable('only the first middleware commits');
    sessions.bind(replaced, { cookieHeader: undefined, facts, opened: unused }, [context, later]);
    const session = await sessions.get(later);
    for (const alias of [context, request, replaced]) expect(await sessions.get(alias)).toBe(session);
    expect(sessions.peek(context)).toBe(session);
    expect(opened).toBe(1);
  });

  it.each(['request', 'req', 'raw'])(
    'finds the request of a copy of its event, in the property %s',
    async (property) => {
      const { sessions } = setUp();
      const [request, event] = [{}, {}];
      sessions.bind(request, { cookieHeader: undefined, facts, opened: () => undefined }, [event]);
      const copy = { [property]: request };
      const session = await sessions.get(copy);
      expect(sessions.peek(copy)).toBe(session);
      expect(await sessions.get(event)).toBe(session);
      for (const stranger of [{ [property]: {} }, { [property]: undefined }, undefined, null]) {
        await expect(sessions.get(stranger as object)).rejects.toMatchObject({ code: 'WRONG_TIME' });
        expect(sessions.peek(stranger as object)).toBeUndefined();
      }
    },
  );

  it('get says which mistakes are likely: no request, or the middleware of another manager', async () => {
    const { sessions } = setUp();
    const request = {};
    setUp().sessions.bind(request, { cookieHeader: undefined, facts, opened: () => undefined });
    await expect(sessions.get(request)).rejects.toThrow('not known to the session middleware of this SessionManager');
    await expect(sessions.get(undefined as never)).rejects.toThrow('this undefined is not known');
  });

  it.each([undefined, null, 'event'])('refuses %j as an alias, and binds nothing', async (alias) => {
    const { sessions } = setUp();
    const request = {};
    const binding = { cookieHeader: undefined, facts, opened: () => undefined };
    for (const aliases of [[{}, alias], [alias]] as object[][]) {
      expect(() => sessions.bind(request, binding, aliases)).toThrow(/an alias of a request must be an object/);
      await expect(sessions.get(request)).rejects.toMatchObject({ code: 'WRONG_TIME' });
    }
    sessions.bind(request, binding);
    expect(() => sessions.bind(request, binding, [alias] as unknown as object[])).toThrow(/must be an object/);
  });

  it('get loads the session once even if the option renew calls get for the same request', async () => {
    let isNested = false;
    let nested: Promise<unknown> | undefined;
    const { sessions } = setUp({
      renew: (request) => {
        if (!isNested) {
          isNested = true;
          nested = sessions.get(request);
        }
        return true;
      },
    });
    const request = {};
    let opened = 0;
    sessions.bind(request, { cookieHeader: undefined, facts, opened: () => opened++ });
    const session = await sessions.get(request);
    expect(opened).toBe(1);
    expect(await nested).toBe(session);
    expect(sessions.peek(request)).toBe(session);
  });

  it('get throws when the load fails, no cookie is set, and the commit says why', async () => {
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
    const result = await commit!({ status: 503, headersSent: false });
    expect(result).toEqual({ cookies: [], accessed: true, failure: expect.objectContaining({ status: 503 }) });
  });

  it('the option renew is called with the request, whatever get was given', async () => {
    const asked: unknown[] = [];
    const { sessions } = setUp({ renew: (request) => asked.push(request) > 0 });
    const [request, event] = [{}, {}];
    sessions.bind(request, { cookieHeader: undefined, facts, opened: () => undefined }, [event]);
    await sessions.get(event);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBe(request);
  });

  it('get loads nothing for OPTIONS', async () => {
    const { sessions, jar, store } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    store.load = () => Promise.reject(new Error('called'));
    await visit(sessions, jar, (session) => expect(session.isNew).toBe(true), { method: 'OPTIONS' });
  });
});

it('cookieNames begins with the name for the scheme, and has every other name that may arrive', () => {
  const { sessions } = setUp({ cookie: { name: 'shop', former: [{ name: 'sid', path: '/shop' }] } });
  expect(sessions.cookieNames({ secure: true })).toEqual(['__Host-shop', 'shop', '__Secure-sid', 'sid']);
  expect(sessions.cookieNames({ secure: false })).toEqual(['shop', '__Host-shop', '__Secure-sid', 'sid']);
});
