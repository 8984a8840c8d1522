import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { handleSession } from '../../src/fetch/index.js';
import { sessionMiddleware, withSession } from '../../src/node/index.js';
import { gate } from '../node/fake-sessions.js';
import { serving } from '../node/serve.js';
import { type VisitorFixture, visitorFixture } from './visitor-fixture.js';

/** Sends a server error, and calls `late` with the request after that. */
type Host = (fixture: VisitorFixture, late: (request: object) => Promise<void>) => Promise<unknown>;

async function onNode(
  { sessions, cookie }: VisitorFixture,
  late: (request: object) => Promise<void>,
  respond: (response: ServerResponse) => void,
  mounted: 'alone' | 'in express' = 'alone',
): Promise<void> {
  const received = gate();
  let work: Promise<void> | undefined;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    work = received.passed.then(() => late(request));
    respond(response);
  };
  const app = express();
  app.use(sessionMiddleware(sessions));
  app.get('/', handle);
  await serving(mounted === 'alone' ? withSession(sessions, handle) : app, async (port) => {
    await (await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } })).text();
    received.open();
    await work;
  });
}

async function onFetch(
  { sessions, cookie }: VisitorFixture,
  late: (request: object) => Promise<void>,
  next: () => Response | Promise<Response>,
): Promise<void> {
  const request = new Request('http://localhost/', { headers: { cookie } });
  await handleSession(sessions, request, next).catch(() => undefined);
  await late(request);
}

const failing = (response: ServerResponse): void => {
  response.statusCode = 503;
  response.end('down');
};

const hosts: [string, Host][] = [
  ['node:http', (fixture, late) => onNode(fixture, late, failing)],
  ['express', (fixture, late) => onNode(fixture, late, failing, 'in express')],
  ['fetch', (fixture, late) => onFetch(fixture, late, () => new Response('down', { status: 500 }))],
  ['fetch whose handler rejects', (fixture, late) => onFetch(fixture, late, () => Promise.reject(new Error('a bug')))],
  ['fetch whose handler returns a network error', (fixture, late) => onFetch(fixture, late, () => Response.error())],
];

describe.each(hosts)('a session that is opened after a server error, under %s', (_host, visit) => {
  it('stores no change, and emits unsaved', async () => {
    const fixture = await visitorFixture();
    await visit(fixture, async (request) => {
      const session = await fixture.sessions.get(request);
      expect(session.get('visits')).toBe(1);
      session.set('visits', 2);
      await expect(session.save()).rejects.toMatchObject({ code: 'WRONG_TIME' });
    });
    expect(await fixture.data()).toEqual({ visits: 1 });
    expect(fixture.events).toContainEqual(['unsaved', expect.objectContaining({ id: fixture.id, reason: 'detached' })]);
  });

  it('can be changed after reload, and destroyed', async () => {
    const fixture = await visitorFixture();
    await visit(fixture, async (request) => {
      const session = await fixture.sessions.get(request);
      await session.reload();
      session.set('visits', 2);
      await session.save();
      expect(await fixture.data()).toEqual({ visits: 2 });
      await session.destroy();
    });
    expect(await fixture.sessions.inspect(fixture.id)).toBeUndefined();
  });
});
