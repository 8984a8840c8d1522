import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { sessionMiddleware, withSession } from '../../src/node/index.js';
import type { Session } from '../../src/session/session.js';
import { gate } from '../node/fake-sessions.js';
import { Client } from '../node/gated-server.js';
import { requestText } from '../node/raw-client.js';
import { serving } from '../node/serve.js';
import type { Shop } from '../set-up.js';
import { type Bench, known } from './visitor-fixture.js';

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const hosts: [string, (bench: Bench, handle: Handle) => RequestListener][] = [
  ['node:http', ({ sessions }, handle) => withSession(sessions, handle)],
  [
    'express',
    ({ sessions }, handle) => {
      const app = express();
      app.use(sessionMiddleware(sessions));
      app.get('/', (request, response) => handle(request, response));
      return app;
    },
  ],
];

describe.each(hosts)('under %s', (_host, listenerOf) => {
  it('a handler that answers first and then goes on', async () => {
    const bench = await known();
    const handle: Handle = async (request, response) => {
      const session = await bench.sessions.get(request);
      response.end('ok');
      session.set('name', 'Ann');
    };
    const saved = bench.hears('saved');
    await serving(listenerOf(bench, handle), async (port) => {
      await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: bench.cookie } });
      await saved;
    });
    expect(await bench.data()).toEqual({ visits: 1, name: 'Ann' });
  });

  it.each(['before the answer', 'after it'])(
    'a session that was asked for %s and changes when the client has it',
    async (when) => {
      const bench = await known();
      const received = gate();
      const caught: unknown[] = [];
      const done = gate();
      const handle: Handle = async (request, response) => {
        if (when === 'before the answer') await bench.sessions.get(request);
        response.end('ok');
        await received.passed;
        const session = await bench.sessions.get(request);
        try {
          session.set('name', 'Ann');
          session.signIn('alice');
        } catch (error) {
          caught.push(error);
        }
        done.open();
      };
      const saved = bench.hears('saved');
      await serving(listenerOf(bench, handle), async (port) => {
        await (await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: bench.cookie } })).text();
        received.open();
        await done.passed;
        await saved;
        expect(caught).toMatchObject([{ code: 'WRONG_TIME' }]);
        caught.length = 0;
        // A visitor without a session: no cookie would open what it gets now.
        await (await fetch(`http://127.0.0.1:${port}/`)).text();
        while (!caught.length) await new Promise(setImmediate);
        expect(caught).toMatchObject([
          { code: 'WRONG_TIME', message: expect.stringContaining('headers have been sent') },
        ]);
      });
      expect([await bench.data(), bench.events.filter(([name]) => name === 'created').length]).toEqual([
        { visits: 1, name: 'Ann' },
        1,
      ]);
    },
  );

  it.each(['before the head', 'after the head', 'when the client has left'])(
    'a stream whose client leaves, with a session asked for %s',
    async (when) => {
      const bench = await known();
      let session: Session<Shop> | undefined;
      const handle: Handle = async (request, response) => {
        if (when === 'before the head') session = await bench.sessions.get(request);
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        if (when === 'after the head') session = await bench.sessions.get(request);
        session?.set('name', 'Ann');
        response.write('data: 1\n\n');
        await once(response, 'close');
        session ??= await bench.sessions.get(request);
        session.set('tags', ['left']);
      };
      const saved = bench.hears('saved');
      await serving(listenerOf(bench, handle), async (port) => {
        const client = new Client(port, requestText({ headers: { Cookie: bench.cookie } }));
        await client.reads(/data: 1/);
        client.leave();
        await saved;
        while (!('tags' in (await bench.data()))) await new Promise(setImmediate);
      });
      expect(await bench.data()).toEqual({
        visits: 1,
        tags: ['left'],
        ...(when !== 'when the client has left' && { name: 'Ann' }),
      });
    },
  );

  it('a stream whose client leaves while its head waits for the store', async () => {
    const bench = await known();
    const [asked, passing] = [gate(), gate()];
    const update = bench.store.update.bind(bench.store);
    let count = 0;
    bench.store.update = async (...call) => {
      if (count++ === 0) {
        asked.open();
        await passing.passed;
      }
      return update(...call);
    };
    const handle: Handle = async (request, response) => {
      const session = await bench.sessions.get(request);
      session.set('visits', 2);
      response.write('data: 1\n\n');
      await asked.passed;
      session.set('name', 'Ann');
      response.on('close', () => passing.open());
    };
    await serving(listenerOf(bench, handle), async (port) => {
      const client = new Client(port, requestText({ headers: { Cookie: bench.cookie } }));
      await asked.passed;
      client.leave();
      while (!('name' in (await bench.data()))) await new Promise(setImmediate);
    });
    expect(await bench.data()).toEqual({ visits: 2, name: 'Ann' });
  });

  it('a store that is down when the client leaves: an event, and nothing else', async () => {
    const bench = await known();
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on('unhandledRejection', note);
    const handle: Handle = async (request, response) => {
      const session = await bench.sessions.get(request);
      response.write('data: 1\n\n');
      session.set('name', 'Ann');
      bench.store.update = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    };
    const unsaved = bench.hears('unsaved');
    await serving(listenerOf(bench, handle), async (port) => {
      const client = new Client(port, requestText({ headers: { Cookie: bench.cookie } }));
      await client.reads(/data: 1/);
      client.leave();
      expect(await unsaved).toMatchObject({ id: bench.id, reason: 'failed', error: { outcome: 'not-applied' } });
    });
    process.off('unhandledRejection', note);
    expect(rejections).toEqual([]);
  });

  it('a first session that is asked for when the client has left before the head', async () => {
    const bench = await known();
    const caught: unknown[] = [];
    const arrived: (() => void)[] = [];
    const arrival = () =>
      new Promise<void>((resolve) => {
        arrived.push(resolve);
      });
    const handle: Handle = async (request, response) => {
      arrived.shift()!();
      await once(response, 'close');
      const session = await bench.sessions.get(request);
      try {
        session.set('name', 'Ann');
      } catch (error) {
        caught.push(error);
      }
      response.end('nobody hears it');
    };
    const saved = bench.hears('saved');
    await serving(listenerOf(bench, handle), async (port) => {
      const first = arrival();
      const stranger = new Client(port, requestText({}));
      await first;
      stranger.leave();
      while (!caught.length) await new Promise(setImmediate);
      expect(caught).toMatchObject([{ code: 'WRONG_TIME' }]);
      const second = arrival();
      const client = new Client(port, requestText({ headers: { Cookie: bench.cookie } }));
      await second;
      client.leave();
      await saved;
    });
    expect(await bench.data()).toEqual({ visits: 1, name: 'Ann' });
  });
});

describe('an answer that was stored and cannot be sent', () => {
  it('leaves what its handler changes later to an event', async () => {
    const bench = await known();
    const handler = withSession(bench.sessions, async (request, response: ServerResponse) => {
      const session = await bench.sessions.get(request);
      session.set('visits', 2);
      response.writeHead(200);
      await new Promise<void>((resolve) => {
        response.on('close', () => resolve());
      });
      session.set('name', 'Ann');
    });
    const unsaved = bench.hears('unsaved');
    const listener: RequestListener = (request, response) => {
      const writeHead = response.writeHead.bind(response) as (...call: unknown[]) => ServerResponse;
      response.writeHead = (...call: unknown[]) => {
        if (call[0] === 200) throw new Error('below');
        return writeHead(...call);
      };
      handler(request, response);
    };
    await serving(listener, async (port) => {
      const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: bench.cookie } });
      expect(response.status).toBe(500);
      expect(await unsaved).toEqual({ id: bench.id, reason: 'detached' });
    });
    expect(await bench.data()).toEqual({ visits: 2 });
  });
});
