import { once } from 'node:events';
import { type RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, gunzipSync } from 'node:zlib';
import compression from 'compression';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { sessionMiddleware } from '../../src/node/index.js';
import { FakeSessions, gate, turns } from './fake-sessions.js';
import { change, Client, gated, serve } from './gated-server.js';
import { exchange, parseResponses, requestText } from './raw-client.js';
import { codeOf } from './handler-context.js';
import { serving } from './serve.js';

const getAndClose = requestText({ headers: { Connection: 'close' } });

describe('until the session is stored', () => {
  it('no byte is sent', async () => {
    const store = gate();
    const sessions = gated(store);
    const listener = serve(sessions, (_request, response) => response.end('hello'));
    await serving(listener, async (port) => {
      const client = new Client(port, getAndClose);
      while (!sessions.calls.length) await turns(1);
      await turns(20);
      expect(client.text).toBe('');
      store.open();
      await client.closed;
      expect(client.text).toMatch(/^HTTP\/1\.1 200 OK\r\n(.*\r\n)*Set-Cookie: sid=/);
      expect(sessions.calls).toEqual([{ status: 200, headersSent: false }]);
    });
  });

  it('pipelined responses keep their order, whichever is stored first', async () => {
    for (const slow of ['/1', '/2']) {
      const store = gate();
      const sessions = new FakeSessions(() => change);
      const held = gated(store);
      const listener: RequestListener = (request, response) =>
        serve(request.url === slow ? held : sessions, (_request, same) => same.end(`response to ${request.url}`))(
          request,
          response,
        );
      await serving(listener, async (port) => {
        const text = requestText({ path: '/1' }) + requestText({ path: '/2', headers: { Connection: 'close' } });
        const client = new Client(port, text);
        while (!held.calls.length || !sessions.calls.length) await turns(1);
        await turns(20);
        expect(client.text.includes('response to /1')).toBe(slow === '/2');
        expect(client.text).not.toContain('response to /2');
        store.open();
        await client.closed;
        const bodies = parseResponses(Buffer.from(client.text, 'latin1'), ['GET', 'GET']).map(({ body }) =>
          body.toString(),
        );
        expect(bodies).toEqual(['response to /1', 'response to /2']);
      });
    }
  });

  it('an ended response is not finished and emits no finish event, even when it gets its socket', async () => {
    const store = gate();
    const events: string[] = [];
    const sessions = gated(store);
    let second: ServerResponse | undefined;
    const listener: RequestListener = (request, response) => {
      if (request.url === '/1') {
        setImmediate(() => response.end('first'));
        return;
      }
      second = response;
      for (const event of ['prefinish', 'finish', 'close']) response.on(event, () => events.push(event));
      serve(sessions, (_request, same) => same.end('second'))(request, response);
    };
    await serving(listener, async (port) => {
      const client = new Client(
        port,
        requestText({ path: '/1' }) + requestText({ path: '/2', headers: { Connection: 'close' } }),
      );
      await client.reads(/first/);
      await turns(20);
      expect([second?.writableEnded, second?.writableFinished, events]).toEqual([true, false, []]);
      store.open();
      await client.closed;
      expect(events).toEqual(['prefinish', 'finish', 'close']);
      expect(second?.writableFinished).toBe(true);
    });
  });

  it('write returns false once much is held, and drain follows when Node accepts more', async () => {
    const store = gate();
    const seen: unknown[] = [];
    const much = 'x'.repeat(40_000);
    const listener = serve(gated(store), async (_request, response) => {
      response.on('drain', () => seen.push('drain'));
      seen.push(response.write('one'), response.write(much), response.write(Buffer.from(much)), response.write('two'));
      await turns(20);
      seen.push('open');
      store.open();
      await once(response, 'drain');
      seen.push(response.write('three'));
      response.end();
    });
    const [response] = await serving(listener, (port) => exchange(port, [{}]));
    expect(response?.body.toString()).toBe(`one${much}${much}twothree`);
    expect(seen).toEqual([true, true, false, false, 'open', 'drain', true]);
  });

  it.each([
    ['no compression', 'a pipe'],
    ['compression', 'a pipe'],
    ['no compression', 'a generator'],
    ['compression', 'a generator'],
  ])('no more of a stream is read, and all of it afterwards: with %s, by %s', async (over, by) => {
    const store = gate();
    const sessions = gated(store);
    const app = express();
    let read = 0;
    app.use(sessionMiddleware(sessions));
    if (over === 'compression') app.use(compression());
    app.get('/', async (request, response) => {
      const chunks = async function* (): AsyncGenerator<string> {
        // Streams that wait for drain have their listener before the session is opened.
        await sessions.get(request);
        while (read++ < 500) yield 'x'.repeat(10_000);
      };
      response.type('text');
      if (by === 'a pipe') Readable.from(chunks()).pipe(response);
      else await pipeline(chunks(), response);
    });
    await serving(app, async (port) => {
      const client = new Client(port, requestText({ headers: { Connection: 'close', 'Accept-Encoding': 'gzip' } }));
      while (!sessions.calls.length) await turns(1);
      await turns(50);
      expect(read).toBeLessThan(30);
      store.open();
      await client.closed;
      expect(read).toBe(501);
      expect(parseResponses(Buffer.from(client.text, 'latin1'), ['GET'])[0]?.complete).toBe(true);
    });
  });

  it('a flush of compression is delayed', async () => {
    const store = gate();
    const sessions = gated(store);
    const app = express();
    app.use(sessionMiddleware(sessions));
    app.use(compression());
    app.get('/', async (request, response) => {
      await sessions.get(request);
      response.type('text/event-stream');
      response.write('data: one\n\n');
      response.flush();
    });
    await serving(app, async (port) => {
      const client = new Client(port, requestText({ headers: { 'Accept-Encoding': 'gzip' } }));
      while (!sessions.calls.length) await turns(1);
      store.open();
      // The response never ends, so a part of it that is missing would not come any more.
      const zipped = /\r\n\r\n[0-9a-f]+\r\n[^]+\r\n[0-9a-f]+\r\n[^]+\r\n$/;
      await client.reads(zipped);
      const [head] = parseResponses(Buffer.from(client.text, 'latin1'), ['GET']);
      expect(gunzipSync(head!.body, { finishFlush: constants.Z_SYNC_FLUSH }).toString()).toBe('data: one\n\n');
    });
  });

  it('wrappers may call `_implicitHeader` repeatedly', async () => {
    const store = gate();
    const sessions = gated(store);
    const listener = serve(sessions, async (_request, response) => {
      // As compression did before 1.8.
      const write = response.write.bind(response) as (chunk: string) => boolean;
      const old = response as unknown as { _header?: string | null; _implicitHeader(): void };
      response.write = (chunk: string) => {
        if (!old['_header']) old['_implicitHeader']();
        return write(chunk);
      };
      response.write('one');
      response.write('two');
      await turns();
      store.open();
      await turns();
      response.write('three');
      response.end();
    });
    const [response] = await serving(listener, (port) => exchange(port, [{}]));
    expect([response?.body.toString(), sessions.calls[0]]).toEqual([
      'onetwothree',
      { status: 200, headersSent: false, streams: true, endFollows: true },
    ]);
  });

  it('calling the prototype of ServerResponse directly throws and sends nothing', async () => {
    const store = gate();
    const sessions = gated(store);
    const app = express();
    const thrown: unknown[] = [];
    app.use(sessionMiddleware(sessions));
    app.get('/', async (request, response) => {
      await sessions.get(request);
      try {
        ServerResponse.prototype.end.call(response, 'body without a head', 'utf8');
      } catch (error) {
        thrown.push(codeOf(error));
        response.destroy();
      }
    });
    await serving(app, async (port) => {
      const client = new Client(port, getAndClose);
      await client.closed;
      expect([client.text, thrown]).toEqual(['', ['WRONG_TIME']]);
      store.open();
      await turns();
    });
  });
});
