import type { IncomingMessage, ServerResponse } from 'node:http';
import compression from 'compression';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { sessionMiddleware, withSession } from '../../src/node/index.js';
import { unchangedSessions } from './fake-sessions.js';
import { serve } from './gated-server.js';
import { exchange } from './raw-client.js';
import { serving } from './serve.js';

describe('with nothing to store', () => {
  it('a response is sent at once and not changed', async () => {
    const seen: unknown[] = [];
    const listener = serve(unchangedSessions(), (_request, response) => {
      const { end } = response;
      response.end('hello');
      seen.push((response.socket?.bytesWritten ?? 0) > 0, response.end === end, Object.hasOwn(response, 'headersSent'));
    });
    const [response] = await serving(listener, (port) => exchange(port, [{}]));
    expect(response?.body.toString()).toBe('hello');
    expect(seen).toEqual([true, true, false]);
  });

  it('a response is not held if the handler never opens the session', async () => {
    const sessions = unchangedSessions();
    const listener = withSession(sessions, (_request: IncomingMessage, response: ServerResponse) =>
      response.end('hello'),
    );
    const [response] = await serving(listener, (port) => exchange(port, [{}]));
    expect([response?.body.toString(), response?.headers.length, sessions.calls]).toEqual(['hello', 3, []]);
  });

  it('a second writeHead is committed, too, if a wrapper refused the first', async () => {
    const sessions = unchangedSessions();
    const app = express();
    app.use(sessionMiddleware(sessions), compression());
    app.get('/', async (request, response) => {
      await sessions.get(request);
      expect(() => response.writeHead(200, { 'X-Bad': 'new\nline' })).toThrow('Invalid character');
      response.writeHead(500).end('sorry');
    });
    const [response] = await serving(app, (port) => exchange(port, [{}]));
    expect([response?.statusLine, response?.body.toString()]).toEqual(['HTTP/1.1 500 Internal Server Error', 'sorry']);
    expect(sessions.calls.map(({ status, headersSent }) => [status, headersSent]).slice(0, 2)).toEqual([
      [200, false],
      [500, false],
    ]);
  });
});
