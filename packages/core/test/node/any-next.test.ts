import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { sessionMiddleware, type SessionMiddlewareOptions } from '../../src/node/index.js';
import { headerOf } from './compare.js';
import { down, failingSessions } from './failing-commits.js';
import { type FakeSessions, turns } from './fake-sessions.js';
import { watchProcess } from './process-reports.js';
import { exchange, type WireResponse } from './raw-client.js';
import { serving } from './serve.js';

const other = new Error('an error of the chain');

const reports = watchProcess();

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A chain whose `next` passes errors to `withError`. */
function chain(
  sessions: FakeSessions,
  withError: (error: unknown, request: IncomingMessage, response: ServerResponse) => unknown,
  options?: SessionMiddlewareOptions,
  respond: Handle = (_request, response) => response.setHeader('X-Page', 'cart').end('ok'),
): RequestListener {
  const middleware = sessionMiddleware(sessions, options);
  return (request, response) => {
    const handle = async (): Promise<unknown> => respond(await sessions.get(request).then(() => request), response);
    middleware(request, response, (failure) =>
      failure === undefined ? handle().catch(() => response.destroy()) : withError(failure, request, response),
    );
  };
}

async function responseOf(listener: RequestListener): Promise<WireResponse> {
  const responses = await serving(listener, async (port) => {
    const received = await exchange(port, [{}]);
    await turns();
    return received;
  });
  expect(responses).toHaveLength(1);
  return responses[0]!;
}

const plainPage = ['HTTP/1.1 503 Service Unavailable', 'Service Unavailable\n', '5', undefined];
const partsOf = (response: WireResponse): unknown[] => [
  response.statusLine,
  response.body.toString(),
  headerOf(response, 'retry-after'),
  headerOf(response, 'x-page'),
];

/** So long that a test that waits for it fails. */
const never = { errorTimeout: { days: 1 } };
const atOnce = { errorTimeout: { seconds: 0.001 } };

interface Kind {
  readonly name: string;
  readonly next: (error: unknown) => unknown;
  readonly options: SessionMiddlewareOptions;
  readonly reported: readonly unknown[];
}

const kinds: readonly Kind[] = [
  {
    name: 'throws the error',
    next: (error) => {
      throw error;
    },
    options: never,
    reported: [],
  },
  {
    name: 'throws another error',
    next: () => {
      throw other;
    },
    options: never,
    reported: [other],
  },
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the chain passes on what it got
  { name: 'rejects with the error', next: (failure) => Promise.reject(failure), options: never, reported: [] },
  { name: 'rejects with another error', next: () => Promise.reject(other), options: never, reported: [other] },
  // As in koa-connect, whose promise has settled before.
  { name: 'does nothing', next: () => undefined, options: atOnce, reported: [] },
  { name: 'never settles', next: () => Promise.race([]), options: atOnce, reported: [] },
];

describe.each(kinds)('a commit that fails when `next` $name', ({ next, options, reported }) => {
  it.each(['later', 'at once'] as const)('sends the plain error page, once: %s', async (when) => {
    expect(partsOf(await responseOf(chain(failingSessions(down, { when }), next, options)))).toEqual(plainPage);
    expect(reports.warnings).toEqual(reported);
    expect(reports.fatal).toEqual([]);
  });
});

describe('a chain that reuses one `next` for all requests, as middie does', () => {
  it('does not pass an error to the request that came later', async () => {
    const sessions = failingSessions();
    const middleware = sessionMiddleware(sessions, { errorTimeout: { seconds: 0.001 } });
    const failed: unknown[] = [];
    let current: { request: IncomingMessage; response: ServerResponse } | undefined;
    let secondHasCome!: () => void;
    const second = new Promise<void>((resolve) => {
      secondHasCome = resolve;
    });
    const respondToFirst = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
      await second;
      await sessions.get(request);
      return response.end('first');
    };
    // One function for all requests. It acts on the request that came last.
    const next = (failure?: unknown): void => {
      const { request, response } = current!;
      if (failure !== undefined) failed.push(request.url);
      else if (request.url === '/1') respondToFirst(request, response).catch(() => response.destroy());
      else secondHasCome();
      if (request.url === '/2') setImmediate(() => response.end('second'));
    };
    const responses = await serving(
      (request, response) => {
        current = { request, response };
        middleware(request, response, next);
      },
      (port) => Promise.all(['/1', '/2'].map((path) => exchange(port, [{ path }]))),
    );
    expect(responses.flat().map(({ statusLine }) => statusLine)).toEqual([
      'HTTP/1.1 503 Service Unavailable',
      'HTTP/1.1 200 OK',
    ]);
    expect([failed, reports.fatal]).toEqual([[], []]);
  });
});

describe('an error handler', () => {
  it('has no time limit if it has begun its response in time', async () => {
    const withError = async (_error: unknown, _request: IncomingMessage, response: ServerResponse): Promise<void> => {
      response.writeHead(500);
      response.write('so');
      await setTimeout(20);
      response.end('rry');
    };
    const response = await responseOf(chain(failingSessions(), withError, atOnce));
    expect([response.statusLine, response.body.toString()]).toEqual(['HTTP/1.1 500 Internal Server Error', 'sorry']);
  });

  it('leaves no timer that keeps the process alive', async () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    const clear = vi.spyOn(globalThis, 'clearTimeout');
    for (const when of ['at once', 'later']) {
      const withError = async (_error: unknown, _request: IncomingMessage, response: ServerResponse): Promise<void> => {
        if (when === 'later') await turns(2);
        response.writeHead(500).end('sorry');
      };
      await responseOf(chain(failingSessions(), withError, never));
    }
    const timers = set.mock.results.filter((_result, at) => set.mock.calls[at]![1] === 86_400_000);
    expect(timers.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([false, false]);
    for (const { value } of timers) expect(clear).toHaveBeenCalledWith(value);
    vi.restoreAllMocks();
  });

  it('gets no error and changes nothing if it comes too late', async () => {
    const seen: unknown[] = [];
    const withError = async (_error: unknown, _request: IncomingMessage, response: ServerResponse): Promise<void> => {
      await once(response, 'finish');
      const late = (...given: unknown[]): void => void seen.push(given.length);
      seen.push(response.setHeader('X-Late', '1') === response);
      response.appendHeader('X-Late', '2');
      response.setHeaders(new Headers({ 'X-Late': '3' }));
      response.removeHeader('X-Late');
      response.statusCode = 418;
      seen.push(response.writeHead(418, { 'X-Late': '4' }) === response);
      response.flushHeaders();
      seen.push(response.write('too late', late), response.end('too late', late) === response);
      await turns();
      seen.push('done');
    };
    const sessions = failingSessions();
    await serving(chain(sessions, withError, atOnce), async (port) => {
      const [first, second] = (await exchange(port, [{}, {}])) as [WireResponse, WireResponse];
      expect([partsOf(first), partsOf(second)]).toEqual([plainPage, plainPage]);
      while (seen.filter((what) => what === 'done').length < 2) await turns(1);
    });
    expect(seen.slice(0, 6)).toEqual([true, true, false, true, 1, 1]);
    expect(reports.fatal).toEqual([]);
  });

  it('gets an error with its status and outcome', async () => {
    const seen: unknown[] = [];
    const withError = (error: unknown, _request: IncomingMessage, response: ServerResponse): void => {
      seen.push((error as typeof down).outcome, (error as typeof down).statusCode);
      response.end();
    };
    await responseOf(chain(failingSessions(), withError, never));
    expect(seen).toEqual(['not-applied', 503]);
  });
});
