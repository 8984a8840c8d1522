import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import express5, { type NextFunction, type Request, type Response } from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { InterruptedError, StoreError } from '../../src/contract/errors.js';
import { sessionMiddleware, withSession } from '../../src/node/index.js';
import { headerOf } from './compare.js';
import { down, failingSessions, page, run } from './failing-commits.js';
import { FakeSessions, turns } from './fake-sessions.js';
import { exchange, type WireResponse } from './raw-client.js';
import { serving } from './serve.js';
import { plainStack, stacks } from './stacks.js';

const unknown = new StoreError('the response was lost', { outcome: 'unknown' });
const none = 'none';

const expressStack = stacks.find(({ name }) => name === 'express 5: session')!;

describe('the error response', () => {
  it.each([
    ['503 with Retry-After, when the store is down', down, 'HTTP/1.1 503 Service Unavailable', '5', 'not-applied'],
    ['503, when the outcome is unknown', unknown, 'HTTP/1.1 503 Service Unavailable', '5', 'unknown'],
    ['401, when the session of an owner has ended', new InterruptedError(true), 'HTTP/1.1 401 Unauthorized', undefined],
    ['409, when the session of a guest has ended', new InterruptedError(false), 'HTTP/1.1 409 Conflict', undefined],
    ['500, for an unexpected error', new TypeError('oops'), 'HTTP/1.1 500 Internal Server Error', undefined, none],
    [
      '500, for an error whose status is not an error status',
      Object.assign(new Error('fine?'), { status: 200 }),
      'HTTP/1.1 500 Internal Server Error',
      undefined,
      none,
    ],
    ['500, for a value that is not an error', 'a string', 'HTTP/1.1 500 Internal Server Error', undefined, none],
  ])('is a plain %s', async (_name, error, statusLine, retryAfter, outcome: string | undefined = 'not-applied') => {
    for (const when of ['later', 'at once'] as const) {
      const { responses } = await run(
        plainStack,
        async (context) => (await context.openSession(), context.response.end(page)),
        {
          managers: [failingSessions(error, { when })],
        },
      );
      expect(
        responses.map((response) => [
          response.statusLine,
          headerOf(response, 'retry-after'),
          headerOf(response, 'session-outcome') ?? none,
        ]),
      ).toEqual([[statusLine, retryAfter, outcome]]);
      expect(responses[0]!.body.toString()).not.toContain('oops');
    }
  });

  it('is the one of the final handler of Express', async () => {
    for (const version of [express4, express5]) {
      const sessions = failingSessions();
      const app = version();
      app.set('env', 'test');
      app.use(sessionMiddleware(sessions));
      app.get('/', async (request, response) => {
        await sessions.get(request);
        response.send('ok');
      });
      const [response] = (await serving(app, (port) => exchange(port, [{}]))) as [WireResponse];
      expect([response.statusLine, headerOf(response, 'retry-after')]).toEqual([
        'HTTP/1.1 503 Service Unavailable',
        '5',
      ]);
    }
  });

  it('is also sent for HEAD, and keeps the connection for the next request', async () => {
    for (const stack of [plainStack, expressStack]) {
      const { responses } = await run(
        stack,
        async (context) => (await context.openSession(), context.response.end(page)),
        {
          requests: [{ method: 'HEAD' }, {}, { method: 'HEAD' }],
        },
      );
      expect(
        responses.map(({ statusLine, body, complete }) => [statusLine.split(' ')[1], body.length > 0, complete]),
      ).toEqual(['', 'body', ''].map((body) => [stack === plainStack ? '503' : '500', body !== '', true]));
    }
  });

  it('has a commit of its own, with its own status', async () => {
    const sessions = failingSessions();
    await run(expressStack, async (context) => (await context.openSession(), context.response.end(page)), {
      managers: [sessions],
    });
    expect(sessions.calls).toEqual([
      { status: 200, headersSent: false },
      { status: 500, headersSent: false },
    ]);
  });

  it('is the plain page if the commit of the error page fails, too', async () => {
    const sessions = new FakeSessions(() => Promise.reject(down));
    const { responses } = await run(
      expressStack,
      async (context) => (await context.openSession(), context.response.end(page)),
      {
        managers: [sessions],
      },
    );
    expect(responses.map(({ statusLine }) => statusLine)).toEqual(['HTTP/1.1 503 Service Unavailable']);
  });

  it('passes the error to the callbacks of discarded calls, and ignores later calls', async () => {
    const { log } = await run(plainStack, async ({ response, openSession, note }) => {
      const endLookedUpBefore = response.end.bind(response);
      await openSession();
      const called = (which: string) => (error?: Error | null) => note(which, error?.name);
      response.write('one', called('write'));
      response.end('two', called('end'));
      await once(response, 'finish');
      note(response.write('three', called('late write')));
      note(response.end('four', called('late end')) === response);
      note(response.writeHead(200) === response);
      response.flushHeaders();
      endLookedUpBefore('five', called('later end'));
      await turns();
    });
    expect(log.filter((entry) => !/finish|close/.test(String(entry)))).toEqual([
      ['write', 'StoreError'],
      ['end', 'StoreError'],
      [false],
      [true],
      [true],
      ['late write', 'Error'],
      ['late end', 'Error'],
      ['later end', 'Error'],
    ]);
  });

  it('is not mixed with a slow stream that was piped into the response', async () => {
    for (const version of [express4, express5]) {
      const sessions = failingSessions();
      const app = version();
      app.use(sessionMiddleware(sessions));
      app.get('/', async (request, response) => {
        await sessions.get(request);
        const source = new PassThrough();
        source.pipe(response);
        for (let count = 0; count < 40; count++) {
          source.write(`${count} `);
          await turns(1);
        }
        source.end();
      });
      app.use(async (_error: unknown, _request: Request, response: Response, _next: NextFunction) => {
        await turns(10);
        response.status(500).write('so');
        await turns(10);
        response.end('rry');
      });
      const [response] = (await serving(app, (port) => exchange(port, [{}]))) as [WireResponse];
      expect([response.statusLine, response.body.toString()]).toEqual(['HTTP/1.1 500 Internal Server Error', 'sorry']);
    }
  });

  it('runs no handler a second time if `next` ignores errors', async () => {
    let runs = 0;
    const { responses } = await run(plainStack, async (context) => {
      runs++;
      await context.openSession();
      context.response.end(page);
    });
    expect([runs, responses[0]?.statusLine]).toEqual([1, 'HTTP/1.1 503 Service Unavailable']);
  });

  it('is the plain page if `next` throws the error', async () => {
    const sessions = failingSessions();
    const middleware = sessionMiddleware(sessions);
    const responses = await serving(
      (request, response) => {
        const respond = async (): Promise<unknown> => response.end(await sessions.get(request).then(() => page));
        middleware(request, response, (error) => {
          if (error) throw error as Error;
          // oxlint-disable-next-line promise/no-promise-in-callback -- middleware has callbacks
          respond().catch(() => response.destroy());
        });
      },
      (port) => exchange(port, [{}]),
    );
    expect(responses.map(({ statusLine }) => statusLine)).toEqual(['HTTP/1.1 503 Service Unavailable']);
  });

  it('is not sent if a wrapper below refuses it, and the connection ends', async () => {
    const sessions = failingSessions();
    const wrapped = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
      await sessions.get(request);
      response.end(page);
    });
    const responses = await serving(
      (request, response) => {
        response.writeHead = () => {
          throw new Error('refused');
        };
        wrapped(request, response);
      },
      (port) => exchange(port, [{}]),
    );
    expect(responses).toEqual([]);
  });
});
