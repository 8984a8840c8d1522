import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { handleSession } from '../../src/fetch/handle-session.js';
import { withSession } from '../../src/node/session-middleware.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import type { Session } from '../../src/session/session.js';
import { type Shop, setUp } from '../set-up.js';
import { CookieJar, visit } from '../visits.js';

type Handler = (session: Session<Shop>) => unknown;

/** One request through the middleware for fetch, with the cookie that the last response set. */
function browse(sessions: SessionManager<Shop>) {
  let cookie = '';
  return async (handler: Handler, status = 200): Promise<Response> => {
    const request = new Request('https://shop.test/', { headers: cookie ? { cookie } : {} });
    const response = await handleSession(sessions, request, async () => {
      await handler(await sessions.get(request));
      return new Response('', { status });
    });
    const set = response.headers.get('set-cookie');
    if (set) cookie = /Max-Age=0/.test(set) ? '' : set.split(';')[0]!;
    return response;
  };
}

describe('The middleware', () => {
  it('SessionMiddleware', async () => {
    const sessions = new SessionManager<Shop>({ store: new MemorySessionStore() });
    const server = createServer(
      withSession(sessions, async (request, response) => {
        const session = await sessions.get(request);
        response.end(`${session.update('visits', 0, (visits) => visits + 1)}`);
      }),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const first = await fetch(url);
    const second = await fetch(url, { headers: { cookie: first.headers.get('set-cookie')!.split(';')[0]! } });
    expect([await first.text(), await second.text()]).toEqual(['1', '2']);
    server.close();
    server.closeAllConnections();
  });

  it('request.session', async () => {
    const visitor = browse(setUp().sessions);
    await visitor((session) => session.set('name', 'Alice'));
    await visitor((session) => expect(session.get('name')).toBe('Alice'));
  });

  it('Vary: Cookie', async () => {
    const { sessions } = setUp();
    const visitor = browse(sessions);
    const response = await visitor((session) => session.get('name'));
    expect(response.headers.get('vary')).toBe('Cookie');
    expect(response.headers.get('cache-control')).toBe('private');
    const untouched = new Request('https://shop.test/');
    const bare = await handleSession(sessions, untouched, () => new Response(''));
    expect(bare.headers.has('vary')).toBe(false);
  });

  it('not saved on a status from 500 up', async () => {
    const { sessions, events } = setUp();
    const visitor = browse(sessions);
    await visitor((session) => session.set('visits', 1));
    for (const status of [500, 503]) await visitor((session) => session.set('visits', 2), status);
    await visitor((session) => expect(session.get('visits')).toBe(1));
    const dropped = events.filter(([name]) => name === 'unsaved').map(([, event]) => event);
    expect(dropped).toEqual(Array(2).fill(expect.objectContaining({ reason: 'server-error' })));
    await visitor((session) => session.set('visits', 3), 404);
    await visitor(async (session) => session.set('visits', session.get('visits')! + 1).save(), 500);
    await visitor((session) => expect(session.get('visits')).toBe(4));
  });

  it('SessionInterrupted', async () => {
    for (const [owner, status] of [
      ['alice', 401],
      [undefined, 409],
    ] as const) {
      const { sessions, jar } = setUp();
      await visit(sessions, jar, (session) => (owner ? session.signIn(owner) : session.set('visits', 1)));
      const interrupted = visit(sessions, jar, async (session) => {
        session.set('visits', 2);
        await sessions.revoke(session.id!);
      });
      await expect(interrupted).rejects.toMatchObject({ name: 'InterruptedError', status });
    }
  });

  it('cookie deleted after a flush()', async () => {
    const { sessions, jar, store } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { cookies } = await visit(sessions, jar, (session) => session.destroy(), { status: 500 });
    expect(cookies).toMatchObject([{ value: '', maxAgeSeconds: 0 }]);
    expect(store.dump()).not.toContain('visits');
    // A browser without a cookie is sent none.
    expect((await visit(sessions, jar, (session) => session.destroy())).cookies).toEqual([]);
  });

  it('session kept after a clear()', async () => {
    const { sessions, jar, store } = setUp();
    await visit(sessions, jar, (session) => session.set('visits', 1));
    const { cookies } = await visit(sessions, jar, (session) => session.clear());
    expect(cookies).toMatchObject([{ value: '', maxAgeSeconds: 0 }]);
    expect(store.dump()).not.toContain('visits');
    expect((await visit(sessions, jar, (session) => session.clear())).cookies).toEqual([]);
    for (const keep of [
      (session: Session<Shop>) => session.signIn('alice'),
      (session: Session<Shop>) => session.flash('notice', 'Saved'),
    ]) {
      const kept = setUp();
      await visit(kept.sessions, kept.jar, (session) => keep(session.set('visits', 1)));
      await visit(kept.sessions, kept.jar, (session) => session.clear());
      const after = await kept.sessions.read(kept.jar.header);
      expect([after.isNew, after.toObject()]).toEqual([false, {}]);
    }
    await visit(sessions, jar, (session) => session.set('visits', 1));
    await visit(sessions, jar, async (session) => {
      session.delete('visits');
      await visit(sessions, new CookieJar(jar), (rival) => rival.set('name', 'Bob'));
    });
    expect((await sessions.read(jar.header)).toObject()).toEqual({ name: 'Bob' });
  });

  it('cookie deleted if it names no session', async () => {
    const { sessions, jar, store, events } = setUp();
    const unknown = `__Host-sid=${'a'.repeat(32)}`;
    jar.put(unknown);
    for (const handler of [
      (session: Session<Shop>) => session.get('visits'),
      (session: Session<Shop>) => session.destroy(),
    ])
      expect((await visit(sessions, jar, handler)).cookies).toEqual([]);
    expect(events).toContainEqual(['rejected-key', expect.objectContaining({ reason: 'unknown' })]);
    expect(JSON.parse(store.dump())).toMatchObject({ records: [] });
    await visit(sessions, jar, (session) => session.set('visits', 1));
    expect(jar.header).toMatch(/^__Host-sid=[a-z0-9]{32}$/);
    expect(jar.header).not.toBe(unknown);
  });
});
