import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import compression from 'compression';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { sessionMiddleware, withSession } from '../../src/node/index.js';
import { cookiesOf } from './compare.js';
import { unchangedSessions, FakeSessions, gate, nothing, turns } from './fake-sessions.js';
import { change, Client, gated, serve } from './gated-server.js';
import { exchange, parseResponses, requestText } from './raw-client.js';
import { serving } from './serve.js';

const getAndClose = requestText({ headers: { Connection: 'close' } });

describe('the last commit', () => {
  it('delays the end of a stream', async () => {
    const [first, last] = [gate(), gate()];
    const sessions = gated(first, last);
    const callbacks: string[] = [];
    first.open();
    const listener = serve(sessions, async (_request, response) => {
      response.write('one');
      await turns();
      response.end('two', () => callbacks.push('end'));
      callbacks.push(`ended: ${response.writableEnded}, finished: ${response.writableFinished}`);
    });
    await serving(listener, async (port) => {
      const client = new Client(port, getAndClose);
      await client.reads(/one/);
      await turns(20);
      expect(client.text).not.toContain('two');
      expect(sessions.calls).toEqual([
        { status: 200, headersSent: false, streams: true, endFollows: true },
        { status: 200, headersSent: true },
      ]);
      last.open();
      await client.closed;
      expect(parseResponses(Buffer.from(client.text, 'latin1'), ['GET'])).toMatchObject([
        { body: Buffer.from('onetwo'), complete: true },
      ]);
      expect(callbacks).toEqual(['ended: true, finished: false', 'end']);
    });
  });

  it('follows the first commit even if the stream ended during that', async () => {
    const [first, last] = [gate(), gate()];
    const sessions = gated(first, last);
    const listener = serve(sessions, (_request, response) => {
      response.write('one');
      response.write('two');
      response.end('three');
    });
    await serving(listener, async (port) => {
      const client = new Client(port, getAndClose);
      while (!sessions.calls.length) await turns(1);
      first.open();
      await client.reads(/two/);
      await turns(20);
      expect(client.text).not.toContain('three');
      last.open();
      await client.closed;
      expect(client.text).toContain('three');
      expect(sessions.calls.map(({ headersSent }) => headersSent)).toEqual([false, true]);
    });
  });

  it('is made even if `end` was read before the session was opened', async () => {
    const sessions = new FakeSessions((_call, count) => (count ? nothing : change));
    const listener = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
      const end = response.end.bind(response);
      await sessions.get(request);
      response.write('one');
      end('two');
    });
    const [response] = await serving(listener, (port) => exchange(port, [{}]));
    expect(response?.body.toString()).toBe('onetwo');
    expect(sessions.calls.map(({ headersSent }) => headersSent)).toEqual([false, true]);
  });

  it('is the only commit of a session that is opened after the headers were sent', async () => {
    const sessions = new FakeSessions(() => change);
    const listener = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
      response.write('one');
      await sessions.get(request);
      response.end('two');
    });
    const [response] = await serving(listener, (port) => exchange(port, [{}]));
    expect([response?.body.toString(), response?.headers.some(([name]) => name === 'Set-Cookie')]).toEqual([
      'onetwo',
      false,
    ]);
    expect(sessions.calls).toEqual([{ status: 200, headersSent: true }]);
  });

  it('is not made if the session is opened after the end', async () => {
    const sessions = unchangedSessions();
    const listener = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
      response.end('done');
      await sessions.get(request);
      response.end();
    });
    const [response] = await serving(listener, (port) => exchange(port, [{}]));
    expect([response?.body.toString(), sessions.calls]).toEqual(['done', []]);
  });

  it('lets compression write the rest while the client is slow', async () => {
    const [first, last] = [gate(), gate()];
    const sessions = gated(first, last);
    const app = express();
    const bytes = 8_000_000;
    app.use(sessionMiddleware(sessions), compression());
    app.get('/', async (request, response) => {
      await sessions.get(request);
      first.open();
      // Bytes that cannot be compressed, so that the client's buffer fills up.
      response.type('text').write(randomBytes(bytes));
      response.end('the end');
    });
    await serving(app, async (port) => {
      const client = new Client(port, requestText({ headers: { Connection: 'close', 'Accept-Encoding': 'gzip' } }));
      client.pause();
      while (sessions.calls.length < 2) await turns(1);
      await turns(20);
      client.resume();
      while (client.size < bytes * 0.9) await turns(1);
      last.open();
      await client.closed;
      const [response] = parseResponses(Buffer.from(client.text, 'latin1'), ['GET']);
      expect([response?.complete, gunzipSync(response!.body).subarray(bytes).toString()]).toEqual([true, 'the end']);
    });
  });

  it('of two managers delays the end until both are stored, in any order', async () => {
    const orders = permutations([0, 1, 2, 3]);
    expect(orders).toHaveLength(24);
    for (const order of orders) {
      const gates = [gate(), gate(), gate(), gate()] as const;
      const first = gated(gates[0], gates[1]);
      const second = gated(gates[2], gates[3]);
      const listener = serve(
        first,
        withSession(second, async (request: IncomingMessage, response: ServerResponse) => {
          await second.get(request);
          response.setHeader('Content-Type', 'text/plain');
          response.write('one');
          await turns(2);
          response.end('two');
        }),
      );
      await serving(listener, async (port) => {
        const client = new Client(port, getAndClose);
        for (const which of order) {
          await turns(5);
          expect(client.text).not.toContain('two');
          gates[which]!.open();
        }
        await client.closed;
        const [response] = parseResponses(Buffer.from(client.text, 'latin1'), ['GET']);
        expect([order.join(), response?.body.toString(), response?.complete, cookiesOf(response!).length]).toEqual([
          order.join(),
          'onetwo',
          true,
          2,
        ]);
      });
    }
  });
});

function permutations(of: readonly number[]): number[][] {
  if (of.length < 2) return [[...of]];
  return of.flatMap((first) => permutations(of.filter((one) => one !== first)).map((rest) => [first, ...rest]));
}
