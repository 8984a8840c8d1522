import type { RequestListener } from 'node:http';
import express5, { type ErrorRequestHandler, type RequestHandler } from 'express';
import express4 from 'express4';
import { beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { catchRejections, type NextFunction, sessionMiddleware } from '../../src/node/index.js';
import { headerOf } from './compare.js';
import { turns } from './fake-sessions.js';
import { watchProcess } from './process-reports.js';
import { exchange, type WireResponse } from './raw-client.js';
import { serving } from './serve.js';

const reports = watchProcess();
const down = new StoreError('the store is down', { outcome: 'not-applied' });

let store: MemorySessionStore;
let sessions: SessionManager<{ visits: number }>;

beforeEach(() => {
  store = new MemorySessionStore();
  sessions = new SessionManager({ store });
});

async function responseOf(
  listener: RequestListener,
  headers: Readonly<Record<string, string>> = {},
): Promise<WireResponse> {
  const [response] = await serving(listener, async (port) => {
    const responses = await exchange(port, [{ headers }]);
    await turns();
    return responses;
  });
  return response!;
}

const statusOf = ({ statusLine }: WireResponse): string => statusLine.split(' ')[1]!;

function expressWith(express: typeof express5, handler: RequestHandler): RequestListener {
  const app = express();
  app.set('env', 'test');
  app.use(sessionMiddleware(sessions));
  app.all('/', handler);
  return app;
}

describe('catchRejections', () => {
  const signOut: RequestHandler = catchRejections(async (request, response) => {
    const session = await sessions.get(request);
    await session.destroy();
    response.redirect('/');
  });

  it.each([
    { version: 4, express: express4 },
    { version: 5, express: express5 },
  ])('passes rejections of destroy() and save() to the error handlers of Express $version', async ({ express }) => {
    const { key } = await sessions.create({ owner: 'alice' });
    store.delete = () => Promise.reject(down);
    store.deleteIf = () => Promise.reject(down);
    store.create = () => Promise.reject(down);
    const out = await responseOf(expressWith(express, signOut), { Cookie: `sid=${key}` });
    expect([statusOf(out), headerOf(out, 'retry-after')]).toEqual(['503', '5']);
    const save = catchRejections(async (request: express5.Request, response: express5.Response) => {
      await (await sessions.get(request)).set('visits', 1).save();
      response.send('saved');
    });
    expect(statusOf(await responseOf(expressWith(express, save)))).toBe('503');
    expect(reports.fatal).toEqual([]);
  });

  it('leaves what a handler throws or passes to next as it is', async () => {
    const passed: unknown[] = [];
    const next = (failure?: unknown): void => void passed.push(failure);
    type Handler = (request: unknown, response: unknown, next: NextFunction) => unknown;
    const bug = new Error('a bug');
    const run = (handler: Handler): unknown => catchRejections(handler)({}, {}, next);
    expect(() =>
      run(() => {
        throw bug;
      }),
    ).toThrow(bug);
    run((_request, _response, go) => go());
    run((_request, _response, go) => go('route'));
    await run(() => Promise.resolve());
    run(() => Promise.reject(bug));
    run(() => Promise.reject(new Error('')).catch(() => Promise.race([])));
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the case under test
    run(() => Promise.reject());
    await turns();
    expect(passed).toEqual([undefined, 'route', bug, new Error('A handler rejected without a reason.')]);
  });

  it('keeps the four parameters by which Express recognizes an error handler', async () => {
    const failing: ErrorRequestHandler = catchRejections(
      async (
        error: unknown,
        _request: express5.Request,
        _response: express5.Response,
        _next: express5.NextFunction,
      ) => {
        await turns(1);
        throw error;
      },
    );
    const app = express4();
    app.set('env', 'test');
    app.use((_request, _response, next) => next(down));
    app.use(failing);
    expect([statusOf(await responseOf(app)), reports.fatal]).toEqual(['503', []]);
  });

  it('keeps the types of Express, route parameters included', () => {
    const app = express5();
    app.get(
      '/cart/:sku',
      catchRejections(async (request, response) => {
        const { sku } = request.params satisfies { sku: string };
        response.send(await Promise.resolve(sku));
      }),
    );
    expect(catchRejections(signOut)).toHaveLength(3);
  });
});
