import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { handleSession } from '../../src/fetch/index.js';
import { sessionMiddleware, withSession } from '../../src/node/index.js';
import { gate } from '../node/fake-sessions.js';
import { serving } from '../node/serve.js';
import { type Bench, known } from './visitor-fixture.js';

/** Lets a request be answered by `answer`, and asks for its session only then. Returns what it stored and said. */
type Host = (bench: Bench, late: (request: object) => Promise<void>) => Promise<unknown>;

async function onNode(
  { sessions, cookie }: Bench,
  late: (request: object) => Promise<void>,
  answer: (response: ServerResponse) => void,
  mounted: 'alone' | 'in express' = 'alone',
): Promise<void> {
  const received = gate();
  let work: Promise<void> | undefined;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    work = received.passed.then(() => late(request));
    answer(response);
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
  { sessions, cookie }: Bench,
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
  ['node:http', (bench, late) => onNode(bench, late, failing)],
  ['express', (bench, late) => onNode(bench, late, failing, 'in express')],
  ['fetch', (bench, late) => onFetch(bench, late, () => new Response('down', { status: 500 }))],
  ['fetch whose handler rejects', (bench, late) => onFetch(bench, late, () => Promise.reject(new Error('a bug')))],
  ['fetch that answers with a network error', (bench, late) => onFetch(bench, late, () => Response.error())],
];

describe.each(hosts)('a session that is first asked for after a server error, under %s', (_host, visit) => {
  it('stores no change, and says so', async () => {
    const bench = await known();
    await visit(bench, async (request) => {
      const session = await bench.sessions.get(request);
      expect(session.get('visits')).toBe(1);
      session.set('visits', 2);
      await expect(session.save()).rejects.toMatchObject({ code: 'WRONG_TIME' });
    });
    expect(await bench.data()).toEqual({ visits: 1 });
    expect(bench.events).toContainEqual(['unsaved', expect.objectContaining({ id: bench.id, reason: 'detached' })]);
  });

  it('can be ended, or begun again by name', async () => {
    const bench = await known();
    await visit(bench, async (request) => {
      const session = await bench.sessions.get(request);
      await session.reload();
      session.set('visits', 2);
      await session.save();
      expect(await bench.data()).toEqual({ visits: 2 });
      await session.destroy();
    });
    expect(await bench.sessions.inspect(bench.id)).toBeUndefined();
  });
});
