import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { sessionMiddleware } from '../../src/node/index.js';
import { FakeSessions, gate, nothing, turns } from './fake-sessions.js';
import { change, Client, serve } from './gated-server.js';
import { requestText } from './raw-client.js';
import { serving } from './serve.js';

const get = requestText({});

describe('a client that leaves', () => {
  it.each([
    ['end', (response: ServerResponse) => response.end('hello')],
    ['write and end', (response: ServerResponse) => (response.write('one'), response.end('two'))],
    ['a stream', (response: ServerResponse) => Readable.from(['one', 'two']).pipe(response)],
  ])('during the commit causes no error, and the session is stored: %s', async (_name, send) => {
    const store = gate();
    const seen: unknown[] = [];
    let stored = false;
    const sessions = new FakeSessions(() =>
      store.passed.then(() => {
        stored = true;
        return change;
      }),
    );
    const listener = serve(sessions, async (_request, response) => {
      response.on('error', (error) => seen.push(error));
      response.on('finish', () => seen.push('finish'));
      const closed = once(response, 'close');
      send(response);
      await closed;
      seen.push('close', response.destroyed);
      store.open();
      await turns(20);
      seen.push(stored);
    });
    await serving(listener, async (port) => {
      const client = new Client(port, get);
      while (!sessions.calls.length) await turns(1);
      client.leave();
      while (seen.length < 3) await turns(1);
      expect(seen.filter((what) => what !== 'finish')).toEqual(['close', true, true]);
    });
  });

  it('during a commit that fails causes one error only', async () => {
    const store = gate();
    const errors: unknown[] = [];
    const error = new Error('the store is down');
    const sessions = new FakeSessions((_call, count) =>
      count
        ? nothing
        : store.passed.then(() => {
            throw error;
          }),
    );
    const app = express();
    app.use(sessionMiddleware(sessions));
    app.get('/', async (request, response) => {
      await sessions.get(request);
      response.on('close', () => store.open());
      response.send('hello');
    });
    app.use((failure: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
      errors.push(failure);
      response.status(500).send('sorry');
    });
    await serving(app, async (port) => {
      const client = new Client(port, get);
      while (!sessions.calls.length) await turns(1);
      client.leave();
      while (!errors.length) await turns(1);
      await turns(20);
      expect(errors).toEqual([error]);
    });
  });
});
