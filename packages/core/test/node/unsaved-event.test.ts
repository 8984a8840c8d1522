import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { handleSession } from '../../src/fetch/index.js';
import type { SessionEvents } from '../../src/events/session-events.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { withSession } from '../../src/node/index.js';
import { exchange } from './raw-client.js';
import { serving } from './serve.js';

const down = new StoreError('the store is down', { outcome: 'unknown' });

let store: MemorySessionStore;
let sessions: SessionManager<{ visits: number }>;
let events: SessionEvents['unsaved'][];

beforeEach(() => {
  store = new MemorySessionStore();
  sessions = new SessionManager({ store });
  events = [];
  sessions.on('unsaved', (event) => events.push(event));
});

describe('the unsaved event', () => {
  it.each([
    ['a commit that fails', 'failed', 200],
    ['a server error', 'server-error', 500],
  ] as const)('carries the request of Node after %s', async (_name, reason, status) => {
    store.create = () => Promise.reject(down);
    const requests: unknown[] = [];
    const listener = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
      requests.push(request);
      (await sessions.get(request)).set('visits', 1);
      response.writeHead(status).end('ok');
    });
    await serving(listener, (port) => exchange(port, [{ path: '/1' }, { path: '/2' }]));
    expect(events.map((event) => [event.reason, requests.indexOf(event.request)])).toEqual([
      [reason, 0],
      [reason, 1],
    ]);
    if (reason === 'failed') expect(events[0]).toMatchObject({ error: { outcome: 'unknown' } });
  });

  it('carries the Request of fetch, on the diagnostics channel, too', async () => {
    store.create = () => Promise.reject(down);
    const published: unknown[] = [];
    const listen = (message: unknown): void => void published.push((message as SessionEvents['unsaved']).request);
    subscribe('sess:unsaved', listen);
    const request = new Request('https://shop.example/');
    const response = await handleSession(sessions, request, async () => {
      (await sessions.get(request)).set('visits', 1);
      return new Response('ok');
    });
    unsubscribe('sess:unsaved', listen);
    expect([response.status, events[0]?.request === request, published[0] === request]).toEqual([503, true, true]);
  });

  it('carries the request of a renewal that failed', async () => {
    const { key } = await sessions.create({ owner: 'alice' });
    const later = new SessionManager<{ visits: number }>({ store, clock: () => Date.now() + 13 * 86_400_000 });
    later.on('unsaved', (event) => events.push(event));
    store.touch = () => Promise.reject(down);
    store.update = () => Promise.reject(down);
    const request = new Request('https://shop.example/', { headers: { cookie: `__Host-sid=${key}` } });
    await handleSession(later, request, async () => new Response(String((await later.get(request)).owner)));
    expect(events.map((event) => [event.reason, event.request === request])).toEqual([['renewal-failed', true]]);
  });

  it('is safe to log, because the request with its cookie is not an enumerable property', async () => {
    store.create = () => Promise.reject(down);
    const listener = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
      (await sessions.get(request)).set('visits', 1);
      response.end('ok');
    });
    await serving(listener, (port) => exchange(port, [{ headers: { Cookie: 'secret=1' } }]));
    for (const text of [inspect(events[0], { depth: 9 }), JSON.stringify(events[0]), inspect({ ...events[0] })]) {
      expect(text).toContain('failed');
      expect(text).not.toContain('secret');
    }
  });

  it('carries no request outside of requests', async () => {
    store.update = () => Promise.reject(down);
    const { id } = await sessions.create({ owner: 'alice' });
    await expect(sessions.edit(id, (session) => void session.set('visits', 1))).rejects.toThrow(down);
    const opened = await sessions.open(undefined);
    opened.session.set('visits', 1);
    await opened.commit({ status: 500 });
    expect(events.map(({ request }) => request)).toEqual([undefined, undefined]);
  });
});
