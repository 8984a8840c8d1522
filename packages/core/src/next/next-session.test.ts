import { describe, expect, it } from 'vitest';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from '../manager/session-manager.js';
import { type NextCookie, type NextFunctions, nextSession } from './index.js';

/** A request, with the `cookies()` and `headers()` of Next.js in an action. */
function requestWith(sent: Readonly<Record<string, string>> = {}) {
  const jar = new Map<string, NextCookie>();
  const cookies = {
    getAll: () => [...jar.values()],
    set: (cookie: NextCookie) => jar.set(cookie.name, cookie),
  };
  const functions = { cookies: () => Promise.resolve(cookies), headers: () => Promise.resolve(new Headers(sent)) };
  return { jar, functions };
}

const sessions = new SessionManager<{ visits: number }>({ store: new MemorySessionStore() });

describe('nextSession', () => {
  it.each([
    ['X-Forwarded-Proto: https', { 'x-forwarded-proto': 'https' }, undefined, '__Host-sid'],
    ['X-Forwarded-Proto: https, http', { 'x-forwarded-proto': 'https, http' }, undefined, '__Host-sid'],
    ['X-Forwarded-Proto: http, https', { 'x-forwarded-proto': 'http, https' }, undefined, 'sid'],
    ['no such header', {}, undefined, 'sid'],
    [
      'isSecure',
      { 'x-https': 'yes' },
      (sent: { get(name: string): unknown }) => sent.get('x-https') === 'yes',
      '__Host-sid',
    ],
  ])('sets and reads the cookie for HTTPS or HTTP by %s', async (_by, sent, isSecure, name) => {
    const { jar, functions } = requestWith(sent);
    const { mutate, read } = nextSession(sessions, { ...functions, ...(isSecure && { isSecure }) });
    expect(await mutate((session) => session.update('visits', 0, (visits) => visits + 1))).toBe(1);
    expect([...jar.keys()]).toEqual([name]);
    expect((await read()).get('visits')).toBe(1);
  });

  it('does not end a mutate inside another one before that, and a late one is one of its own', async () => {
    const { functions } = requestWith();
    const { mutate, read } = nextSession(sessions, functions);
    let late: Promise<number> | undefined;
    await mutate(async (outer) => {
      expect(await mutate((inner) => inner === outer)).toBe(true);
      late = Promise.resolve().then(async () => {
        await new Promise(setImmediate);
        return mutate((session) => session.update('visits', 0, (visits) => visits + 1));
      });
      outer.set('visits', 1);
    });
    expect(await late).toBe(2);
    expect((await read()).get('visits')).toBe(2);
  });

  it('passes the error of a bad change on, and what two calls do is stored in their order', async () => {
    const { functions } = requestWith();
    const { mutate, read } = nextSession(sessions, functions);
    const order: string[] = [];
    await Promise.all([
      mutate(async (session) => {
        order.push('first begins');
        await new Promise(setImmediate);
        session.set('visits', 1);
        order.push('first ends');
      }),
      mutate((session) => {
        order.push('second');
        session.set('visits', 2);
      }),
    ]);
    expect(order).toEqual(['first begins', 'first ends', 'second']);
    expect((await read()).get('visits')).toBe(2);
  });

  it.each([
    [{}, /nextSession\.cookies must be a function, of next\/headers/],
    [{ ...requestWith().functions, headers: undefined }, /nextSession\.headers must be a function, of next\/headers/],
    [{ ...requestWith().functions, cache: true }, /nextSession\.cache must be a function, of react/],
    [{ ...requestWith().functions, isSecure: true }, /nextSession\.isSecure must be a function$/],
    [{ ...requestWith().functions, Cookies: 1 }, /nextSession\.Cookies is not a known option.*Did you mean cookies/],
  ])('refuses the functions %o', (functions, message) => {
    const invalid = { code: 'INVALID_OPTION', message: expect.stringMatching(message) };
    expect(() => nextSession(sessions, functions as NextFunctions)).toThrow(expect.objectContaining(invalid));
  });

  it('refuses what is not a manager', () => {
    const missing = undefined as unknown as typeof sessions;
    const invalid = { code: 'INVALID_ARGUMENT', message: expect.stringContaining('must be a SessionManager') };
    expect(() => nextSession(missing, requestWith().functions)).toThrow(expect.objectContaining(invalid));
  });

  it('refuses a static route handler, whose response and cookie would be sent to every visitor', async () => {
    const { functions } = requestWith();
    const sealed = {
      getAll: () => [],
      set: (): never => {
        throw new Error('Cookies can only be modified in a Server Action or Route Handler.');
      },
    };
    const { route } = nextSession(sessions, { ...functions, cookies: () => Promise.resolve(sealed) });
    const handler = route(async (request: Request) => {
      const session = await sessions.get(request);
      return Response.json(session.update('visits', 0, (visits) => visits + 1));
    });
    const refused = { code: 'WRONG_TIME', message: expect.stringContaining('force-static') };
    await expect(handler(new Request('https://shop.example/'), {})).rejects.toMatchObject(refused);
  });

  it('refuses what guard cannot put a cookie on', async () => {
    const { guard } = nextSession(sessions, requestWith().functions);
    const proxy = guard(() => new Response('plain') as never);
    await expect(proxy(new Request('https://shop.example/'))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('NextResponse.next()'),
    });
  });
});
