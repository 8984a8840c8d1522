import { beforeEach, describe, expect, it } from 'vitest';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from '../manager/session-manager.js';
import { StoreError } from '../contract/errors.js';
import { handleSession } from './index.js';

let store: MemorySessionStore;
let sessions: SessionManager<{ visits: number }>;

beforeEach(() => {
  store = new MemorySessionStore();
  sessions = new SessionManager({ store });
});

function count(respond: () => Response | Promise<Response>, cookie = '', manager = sessions): Promise<Response> {
  const request = new Request('https://shop.example/', { headers: { cookie } });
  return handleSession(manager, request, async () => {
    (await manager.get(request)).update('visits', 0, (visits) => visits + 1);
    return respond();
  });
}

const newCookie = [expect.stringMatching(/^__Host-sid=[a-z0-9]{32};/)];

/** A response as `fetch` returns it. Only `fetch` makes headers that cannot change. */
async function fetched(url = 'data:text/plain,hello'): Promise<Response> {
  return fetch(url);
}

describe('the response of handleSession', () => {
  it('is the same object, with its headers changed in place', async () => {
    const response = new Response('hello');
    expect(await count(() => response)).toBe(response);
    expect(response.headers.getSetCookie()).toEqual(newCookie);
    expect([response.headers.get('vary'), response.headers.get('cache-control')]).toEqual(['Cookie', 'private']);
  });

  it('is a copy with the same status, text, headers and body when the headers are immutable', async () => {
    const response = await fetched();
    expect(() => response.headers.set('a', 'b')).toThrow(TypeError);
    const sent = await count(() => response);
    expect(sent.headers.getSetCookie()).toEqual(newCookie);
    expect([sent.status, sent.statusText, sent.headers.get('content-type'), await sent.text()]).toEqual([
      200,
      'OK',
      'text/plain',
      'hello',
    ]);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('is Response.error() itself when the handler returns that, and nothing is stored', async () => {
    const error = Response.error();
    expect(await count(() => error)).toBe(error);
    expect((await sessions.clearExpired()).deleted).toBe(0);
    expect(store.dump()).not.toContain('visits');
  });

  it('never carries the cookie of another visitor when the handler returns one object to all', async () => {
    const shared = new Response(null, { status: 404, headers: { 'set-cookie': 'theme=dark' } });
    const first = await count(() => shared);
    const second = await count(() => shared);
    const [cookies, others] = [first.headers.getSetCookie(), second.headers.getSetCookie()];
    expect([cookies, others]).toEqual([
      ['theme=dark', ...newCookie],
      ['theme=dark', ...newCookie],
    ]);
    expect(others[1]).not.toBe(cookies[1]);
    const untouched = await handleSession(sessions, new Request('https://shop.example/'), () => shared);
    expect([untouched.status, untouched.headers.getSetCookie()]).toEqual([404, ['theme=dark']]);
    expect(untouched.headers.get('vary')).toBeNull();
    // The first one may still be waiting to be sent.
    expect(first.headers.getSetCookie()).toEqual(cookies);
  });

  it('is a copy when it has no body, because another route or manager may send the same object', async () => {
    const constants = [
      new Response(),
      new Response(null, { status: 204 }),
      new Response(null, { status: 303, headers: { location: '/' } }),
      new Response(null, { status: 204, headers: { 'content-type': 'text/plain', 'set-cookie': 'theme=dark' } }),
    ];
    const other = new SessionManager<{ visits: number }>({ store, cookie: { name: 'other' } });
    for (const shared of constants) {
      const before = [...shared.headers];
      const { status, headers } = await count(() => shared);
      expect([status, headers.getSetCookie().at(-1)]).toEqual([shared.status, ...newCookie]);
      expect([...shared.headers]).toEqual(before);
      const elsewhere = await handleSession(other, new Request('https://shop.example/'), () => shared);
      expect([...elsewhere.headers]).toEqual(before);
    }
  });

  it('is refused when a request that began later has put its cookie on the same object', async () => {
    const shared = new Response('one for all', { status: 404 });
    let inner: Response | undefined;
    const outer = count(async () => {
      inner = await count(() => shared);
      return shared;
    });
    await expect(outer).rejects.toMatchObject({ code: 'WRONG_TIME', message: /new Response for each request/ });
    expect(inner!.headers.getSetCookie()).toEqual(newCookie);
  });

  it('carries the cookies of two managers, and one cookie when the same request is handled twice', async () => {
    const others = new SessionManager<{ visits: number }>({ store: new MemorySessionStore(), cookie: { name: 'b' } });
    const both = await count(() => count(() => new Response('hello'), '', others));
    expect(both.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-b=/), ...newCookie]);
    const request = new Request('https://shop.example/');
    const twice = await handleSession(sessions, request, () =>
      handleSession(sessions, request, async () => {
        (await sessions.get(request)).set('visits', 1);
        return new Response('hello');
      }),
    );
    expect(twice.headers.getSetCookie()).toEqual(newCookie);
  });

  it('is 503 when the commit fails, and the body of the original is cancelled', async () => {
    store.create = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    let cancelled = false;
    const body = new ReadableStream({
      cancel() {
        cancelled = true;
      },
    });
    const sent = await count(() => new Response(body));
    expect([sent.status, cancelled]).toEqual([503, true]);
  });
});

describe('a handler that returns undefined, as after a socket was upgraded', () => {
  function upgrade(change: (visits: number | undefined) => number | undefined, cookie = '') {
    const request = new Request('https://shop.example/', { headers: { cookie } });
    return handleSession(sessions, request, async () => {
      const session = await sessions.get(request);
      const visits = change(session.get('visits'));
      if (visits !== undefined) session.set('visits', visits);
      return undefined;
    });
  }

  it('may change a stored session, because that needs no cookie', async () => {
    const cookie = (await count(() => new Response('hello'))).headers.getSetCookie()[0]!.split(';')[0]!;
    expect(await upgrade((visits) => visits! + 1, cookie)).toBeUndefined();
    expect((await sessions.read(cookie)).get('visits')).toBe(2);
    expect(await upgrade(() => undefined)).toBeUndefined();
  });

  it('may not make a change that needs a cookie: WRONG_TIME is thrown, and unsaved is sent', async () => {
    const lost: unknown[] = [];
    sessions.on('unsaved', ({ reason }) => lost.push(reason));
    await expect(upgrade(() => 1)).rejects.toMatchObject({ code: 'WRONG_TIME', message: /cookie/ });
    expect(lost).toEqual(['failed']);
    expect(store.dump()).not.toContain('visits');
  });

  it('makes handleSession throw when the commit fails, because there is no response to replace', async () => {
    const cookie = (await count(() => new Response('hello'))).headers.getSetCookie()[0]!.split(';')[0]!;
    store.update = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    await expect(upgrade(() => 7, cookie)).rejects.toMatchObject({ code: 'STORE' });
  });
});
