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
import { type VisitorFixture, visitorFixture } from './visitor-fixture.js';

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const hosts: [string, (fixture: VisitorFixture, handle: Handle) => RequestListener][] = [
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

describe.each(hosts)('under %s, a late change', (_host, listenerOf) => {
  it('is stored if the handler makes it after it has ended the response', async () => {
    const fixture = await visitorFixture();
    const handle: Handle = async (request, response) => {
      const session = await fixture.sessions.get(request);
      response.end('ok');
      session.set('name', 'Ann');
    };
    const saved = fixture.nextEvent('saved');
    await serving(listenerOf(fixture, handle), async (port) => {
      await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: fixture.cookie } });
      await saved;
    });
    expect(await fixture.data()).toEqual({ visits: 1, name: 'Ann' });
  });

  it.each(['before the response', 'after it'])(
    'is stored if the session was opened %s, but a sign-in throws',
    async (when) => {
      const fixture = await visitorFixture();
      const received = gate();
      const caught: unknown[] = [];
      const done = gate();
      const handle: Handle = async (request, response) => {
        if (when === 'before the response') await fixture.sessions.get(request);
        response.end('ok');
        await received.passed;
        const session = await fixture.sessions.get(request);
        try {
          session.set('name', 'Ann');
          session.signIn('alice');
        } catch (error) {
          caught.push(error);
        }
        done.open();
      };
      const saved = fixture.nextEvent('saved');
      await serving(listenerOf(fixture, handle), async (port) => {
        await (await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: fixture.cookie } })).text();
        received.open();
        await done.passed;
        await saved;
        expect(caught).toMatchObject([{ code: 'WRONG_TIME' }]);
        caught.length = 0;
        // A visitor without a session gets none, because no cookie can be set any more.
        await (await fetch(`http://127.0.0.1:${port}/`)).text();
        while (!caught.length) await new Promise(setImmediate);
        expect(caught).toMatchObject([
          { code: 'WRONG_TIME', message: expect.stringContaining('headers have been sent') },
        ]);
      });
      expect([await fixture.data(), fixture.events.filter(([name]) => name === 'created').length]).toEqual([
        { visits: 1, name: 'Ann' },
        1,
      ]);
    },
  );

  it.each(['before the headers', 'after the headers', 'after the client has left'])(
    'is stored after the client has left a stream, if the session was opened %s',
    async (when) => {
      const fixture = await visitorFixture();
      let session: Session<Shop> | undefined;
      const handle: Handle = async (request, response) => {
        if (when === 'before the headers') session = await fixture.sessions.get(request);
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        if (when === 'after the headers') session = await fixture.sessions.get(request);
        session?.set('name', 'Ann');
        response.write('data: 1\n\n');
        await once(response, 'close');
        session ??= await fixture.sessions.get(request);
        session.set('tags', ['left']);
      };
      const saved = fixture.nextEvent('saved');
      await serving(listenerOf(fixture, handle), async (port) => {
        const client = new Client(port, requestText({ headers: { Cookie: fixture.cookie } }));
        await client.reads(/data: 1/);
        client.leave();
        await saved;
        while (!('tags' in (await fixture.data()))) await new Promise(setImmediate);
      });
      expect(await fixture.data()).toEqual({
        visits: 1,
        tags: ['left'],
        ...(when !== 'after the client has left' && { name: 'Ann' }),
      });
    },
  );

  it('is stored if the client leaves while the headers wait for the store', async () => {
    const fixture = await visitorFixture();
    const [called, passing] = [gate(), gate()];
    const update = fixture.store.update.bind(fixture.store);
    let count = 0;
    fixture.store.update = async (...call) => {
      if (count++ === 0) {
        called.open();
        await passing.passed;
      }
      return update(...call);
    };
    const handle: Handle = async (request, response) => {
      const session = await fixture.sessions.get(request);
      session.set('visits', 2);
      response.write('data: 1\n\n');
      await called.passed;
      session.set('name', 'Ann');
      response.on('close', () => passing.open());
    };
    await serving(listenerOf(fixture, handle), async (port) => {
      const client = new Client(port, requestText({ headers: { Cookie: fixture.cookie } }));
      await called.passed;
      client.leave();
      while (!('name' in (await fixture.data()))) await new Promise(setImmediate);
    });
    expect(await fixture.data()).toEqual({ visits: 2, name: 'Ann' });
  });

  it('only emits an event if the store is down when the client leaves', async () => {
    const fixture = await visitorFixture();
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on('unhandledRejection', note);
    const handle: Handle = async (request, response) => {
      const session = await fixture.sessions.get(request);
      response.write('data: 1\n\n');
      session.set('name', 'Ann');
      fixture.store.update = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    };
    const unsaved = fixture.nextEvent('unsaved');
    await serving(listenerOf(fixture, handle), async (port) => {
      const client = new Client(port, requestText({ headers: { Cookie: fixture.cookie } }));
      await client.reads(/data: 1/);
      client.leave();
      expect(await unsaved).toMatchObject({ id: fixture.id, reason: 'failed', error: { outcome: 'not-applied' } });
    });
    process.off('unhandledRejection', note);
    expect(rejections).toEqual([]);
  });

  it('is stored if the client left before the headers, and throws for a visitor without a session', async () => {
    const fixture = await visitorFixture();
    const caught: unknown[] = [];
    const arrived: (() => void)[] = [];
    const arrival = () =>
      new Promise<void>((resolve) => {
        arrived.push(resolve);
      });
    const handle: Handle = async (request, response) => {
      arrived.shift()!();
      await once(response, 'close');
      const session = await fixture.sessions.get(request);
      try {
        session.set('name', 'Ann');
      } catch (error) {
        caught.push(error);
      }
      response.end('no client receives this');
    };
    const saved = fixture.nextEvent('saved');
    await serving(listenerOf(fixture, handle), async (port) => {
      const first = arrival();
      const newVisitor = new Client(port, requestText({}));
      await first;
      newVisitor.leave();
      while (!caught.length) await new Promise(setImmediate);
      expect(caught).toMatchObject([{ code: 'WRONG_TIME' }]);
      const second = arrival();
      const client = new Client(port, requestText({ headers: { Cookie: fixture.cookie } }));
      await second;
      client.leave();
      await saved;
    });
    expect(await fixture.data()).toEqual({ visits: 1, name: 'Ann' });
  });
});

describe('a response that was stored and cannot be sent', () => {
  it('emits an event for later changes of its handler', async () => {
    const fixture = await visitorFixture();
    const handler = withSession(fixture.sessions, async (request, response: ServerResponse) => {
      const session = await fixture.sessions.get(request);
      session.set('visits', 2);
      response.writeHead(200);
      await new Promise<void>((resolve) => {
        response.on('close', () => resolve());
      });
      session.set('name', 'Ann');
    });
    const unsaved = fixture.nextEvent('unsaved');
    const listener: RequestListener = (request, response) => {
      const writeHead = response.writeHead.bind(response) as (...call: unknown[]) => ServerResponse;
      response.writeHead = (...call: unknown[]) => {
        if (call[0] === 200) throw new Error('below');
        return writeHead(...call);
      };
      handler(request, response);
    };
    await serving(listener, async (port) => {
      const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: fixture.cookie } });
      expect(response.status).toBe(500);
      expect(await unsaved).toEqual({ id: fixture.id, reason: 'detached' });
    });
    expect(await fixture.data()).toEqual({ visits: 2 });
  });
});
