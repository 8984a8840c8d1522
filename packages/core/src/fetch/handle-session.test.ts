import { beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../contract/errors.js';
import { MemorySessionStore } from '../memory/memory-session-store.js';
import { SessionManager } from '../manager/session-manager.js';
import { type FetchOptions, handleSession } from './index.js';

let store: MemorySessionStore;
let sessions: SessionManager<{ visits: number }>;

beforeEach(() => {
  store = new MemorySessionStore();
  sessions = new SessionManager({ store });
});

type Handler = (request: Request) => Response | Promise<Response>;

function send(
  handler: Handler,
  { url = 'https://shop.example/', options, ...init }: RequestInit & { url?: string; options?: FetchOptions } = {},
) {
  const request = new Request(url, init);
  return handleSession(sessions, request, () => handler(request), options);
}

const count: Handler = async (request) => {
  const session = await sessions.get(request);
  return Response.json(session.update('visits', 0, (visits) => visits + 1));
};

describe('handleSession', () => {
  it('returns the same response when the session was not used', async () => {
    const response = new Response('ok');
    expect(await send(() => response)).toBe(response);
  });

  it('sets one cookie when the first value is stored, and reads the session from it', async () => {
    const first = await send(count);
    expect(first.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-sid=[a-z0-9]{32}; .*Secure/)]);
    expect([first.headers.get('vary'), first.headers.get('cache-control')]).toEqual(['Cookie', 'private']);
    const cookie = first.headers.getSetCookie()[0]!.split(';')[0]!;
    const second = await send(count, { headers: { cookie } });
    expect([await second.json(), second.headers.getSetCookie()]).toEqual([2, []]);
  });

  it('reports the error of a store that is down as a warning, and not that of a session that has ended', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { id, key } = await sessions.create({ data: { visits: 1 } });
    const headers = { cookie: `__Host-sid=${key}` };
    const ended = await send(
      async (request) => {
        const response = await count(request);
        await sessions.revoke(id);
        return response;
      },
      { headers },
    );
    expect([ended.status, warn.mock.calls]).toEqual([409, []]);
    const down = new StoreError('down', { outcome: 'not-applied' });
    store.load = () => Promise.reject(down);
    expect((await send(count, { headers })).status).toBe(503);
    expect(warn.mock.calls).toEqual([[down]]);
    warn.mockRestore();
  });

  it('gives a 500 that a framework made of a failed load the status of the error, and no other response', async () => {
    const { key } = await sessions.create({ data: { visits: 1 } });
    store.load = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    const statuses: unknown[] = [];
    for (const status of [500, 503, 502, 404, 200]) {
      const handler: Handler = async (request) => {
        await sessions.get(request).catch(() => undefined);
        return new Response('Sorry.', { status, headers: { 'content-type': 'text/x-page' } });
      };
      const response = await send(handler, { headers: { cookie: `__Host-sid=${key}` } });
      expect([await response.text(), response.headers.get('content-type')]).toEqual(['Sorry.', 'text/x-page']);
      statuses.push([response.status, response.headers.get('retry-after')]);
    }
    expect(statuses).toEqual([
      [503, '5'],
      [503, '5'],
      [502, null],
      [404, null],
      [200, null],
    ]);
  });

  it('adds its cookie to immutable headers and to a cookie of the handler', async () => {
    const redirected = await send(async (request) => {
      (await sessions.get(request)).set('visits', 1);
      return Response.redirect('https://shop.example/cart', 303);
    });
    expect([redirected.status, redirected.headers.get('location'), redirected.headers.getSetCookie().length]).toEqual([
      303,
      'https://shop.example/cart',
      1,
    ]);
    const own = await send(async (request) => {
      (await sessions.get(request)).set('visits', 1);
      return new Response(null, { status: 204, headers: { 'set-cookie': 'theme=dark' } });
    });
    expect(own.headers.getSetCookie()).toEqual(['theme=dark', expect.stringContaining('sid=')]);
  });

  it('sets a cookie without prefix and Secure on plain http, unless isSecure returns true', async () => {
    const plain = await send(count, { url: 'http://localhost/' });
    expect(plain.headers.getSetCookie()[0]).toMatch(/^sid=(?!.*Secure)/);
    const warned: string[] = [];
    sessions.on('insecure', ({ setting }) => warned.push(setting));
    const headers = { 'x-forwarded-proto': 'https' };
    await send(count, { url: 'http://localhost/', headers });
    expect(warned).toHaveLength(1);
    const trusted = await send(count, { url: 'http://localhost/', headers, options: { isSecure: () => true } });
    expect(trusted.headers.getSetCookie()[0]).toMatch(/^__Host-sid=/);
    expect(warned).toHaveLength(1);
  });

  it('does not call isSecure when the handler does not use the session', async () => {
    const calls: string[] = [];
    const isSecure = (request: Request): boolean => calls.push(request.url) > 0;
    await send(() => Promise.resolve(new Response('plain')), { options: { isSecure } });
    expect(calls).toEqual([]);
    await send(count, { options: { isSecure } });
    expect(calls).toHaveLength(1);
  });

  it('recognizes a prefetch and a proxy by every known header, as the Node middleware does', async () => {
    const warned: string[] = [];
    sessions.on('insecure', ({ setting }) => warned.push(setting));
    await send(count, { url: 'http://localhost/', headers: { forwarded: 'for=192.0.2.1;proto="https"' } });
    expect(warned).toHaveLength(1);
    await send(count, { url: 'http://localhost/', headers: { 'x-forwarded-proto': 'http, https' } });
    expect(warned).toHaveLength(1);

    const session = await sessions.create({ data: { visits: 1 } });
    const cookie = `__Host-sid=${session.key}`;
    const taken: unknown[] = [];
    const take: Handler = async (request) => {
      taken.push((await sessions.get(request)).takeFlash('notice'));
      return new Response('ok');
    };
    await send(
      async (request) => {
        (await sessions.get(request)).flash('notice', 'Saved');
        return new Response('ok');
      },
      { headers: { cookie } },
    );
    for (const headers of [{ 'x-moz': 'Prefetch' }, { 'x-sec-purpose': 'prefetch' }, {}, {}]) {
      await send(take, { headers: { cookie, ...headers } });
    }
    // Prefetches see the flash and leave it to the visit.
    expect(taken).toEqual(['Saved', 'Saved', 'Saved', undefined]);
  });

  it('stores nothing when the handler throws or returns a server error', async () => {
    const boom = send(async (request) => {
      (await sessions.get(request)).set('visits', 1);
      throw new Error('boom');
    });
    await expect(boom).rejects.toThrow('boom');
    const failed = await send(async (request) => {
      (await sessions.get(request)).set('visits', 1);
      return new Response('sorry', { status: 500 });
    });
    expect([failed.headers.getSetCookie(), failed.headers.get('vary')]).toEqual([[], 'Cookie']);
    expect((await sessions.clearExpired()).deleted).toBe(0);
  });

  it('returns 503 with Retry-After when the store fails at the load or at the commit', async () => {
    const down = (): Promise<never> => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    store.create = down;
    store.load = down;
    for (const cookie of ['', `__Host-sid=${'a'.repeat(32)}`]) {
      const response = await send(count, { headers: { cookie } });
      expect([response.status, response.headers.get('retry-after'), response.headers.getSetCookie()]).toEqual([
        503,
        '5',
        [],
      ]);
      expect(response.headers.get('session-outcome')).toBe('not-applied');
    }
  });

  it('gives the session to each alias, and commits once when it is called twice for one request', async () => {
    const event = {};
    const request = new Request('https://shop.example/');
    const inner = () =>
      handleSession(
        sessions,
        new Request(request),
        async () => {
          const session = await sessions.get(event);
          expect(await sessions.get(request)).toBe(session);
          session.set('visits', 1);
          return new Response('ok');
        },
        { aliases: [event] },
      );
    const response = await handleSession(sessions, request, inner, { aliases: [event] });
    expect(response.headers.getSetCookie()).toHaveLength(1);
  });

  it('returns 409 when the session was revoked during the request', async () => {
    const cookie = (await send(count)).headers.getSetCookie()[0]!.split(';')[0]!;
    const late = await send(
      async (request) => {
        const session = await sessions.get(request);
        await sessions.revoke(session.id!);
        session.set('visits', 9);
        return new Response('ok');
      },
      { headers: { cookie } },
    );
    expect([late.status, late.headers.getSetCookie()]).toEqual([409, []]);
  });
});
