import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type NextFunction, sessionMiddleware, withSession } from '../../src/node/index.js';
import { cookiesOf } from './compare.js';
import { failingSessions } from './failing-commits.js';
import { FakeSessions, nothing, sidCookie, slowSessions, turns } from './fake-sessions.js';
import { requestHttp2, run as runHttp2 } from './http2-server.js';
import { exchange, type WireResponse } from './raw-client.js';
import { serving } from './serve.js';

type Property = 'headersSent' | 'writableEnded';
/** Overrides a property of the response before the session is bound. */
type Shadow = (response: object) => void;

const constant =
  (name: Property, value: boolean, configurable: boolean): Shadow =>
  (response) =>
    void Object.defineProperty(response, name, { get: () => value, configurable });

const shadows: readonly [string, Shadow][] = (['headersSent', 'writableEnded'] as const).flatMap((name) =>
  [true, false].flatMap((value) =>
    [true, false].map((configurable): [string, Shadow] => [
      `${name} is always ${value}${configurable ? '' : ' and not configurable'}`,
      constant(name, value, configurable),
    ]),
  ),
);

const statusesOf = (responses: readonly WireResponse[]): unknown[] =>
  responses.map(({ statusLine, body, complete }) => [statusLine.split(' ')[1], body.toString(), complete]);

function serve(
  managers: readonly FakeSessions[],
  shadow: Shadow,
  handle: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<WireResponse[]> {
  const opened = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const sessions of managers) await sessions.get(request);
    await handle(request, response);
  };
  const listener = managers.reduce(
    (inner, sessions) => withSession(sessions, inner),
    opened as (request: IncomingMessage, response: ServerResponse) => unknown,
  );
  return serving(
    (request, response) => {
      shadow(response);
      void listener(request, response);
    },
    (port) => exchange(port, [{}, {}]),
  );
}

const stream = async (_request: unknown, response: ServerResponse): Promise<void> => {
  response.write('one');
  await turns(2);
  response.end('two');
};

describe.each(shadows)('a response whose %s', (_name, shadow) => {
  it('is sent whole, with its cookie and its last commit', async () => {
    for (const managers of [[slowSessions()], [slowSessions(), slowSessions({ cookieName: 'other' })]]) {
      const responses = await serve(managers, shadow, stream);
      expect(statusesOf(responses)).toEqual([
        ['200', 'onetwo', true],
        ['200', 'onetwo', true],
      ]);
      expect(responses.map((response) => cookiesOf(response).length)).toEqual([managers.length, managers.length]);
      for (const { calls } of managers) {
        expect(calls.filter(({ headersSent }) => headersSent)).toHaveLength(2);
        expect(calls).toHaveLength(4);
      }
    }
  });

  it('becomes an error response when the commit fails, with or without an error handler', async () => {
    const send = (_request: unknown, response: ServerResponse): unknown => response.end('ok');
    for (const managers of [
      [failingSessions()],
      [failingSessions(), slowSessions()],
      [slowSessions(), failingSessions()],
    ]) {
      expect(statusesOf(await serve(managers, shadow, send))).toEqual([
        ['503', 'Service Unavailable\n', true],
        ['503', 'Service Unavailable\n', true],
      ]);
    }
    for (const next of ['responds', 'throws']) {
      const sessions = failingSessions();
      const middleware = sessionMiddleware(sessions, { errorTimeout: { days: 1 } });
      const responses = await serving(
        (request, response) => {
          shadow(response);
          const respond = async (): Promise<unknown> => response.end(await sessions.get(request).then(() => 'ok'));
          const go: NextFunction = (error) => {
            // oxlint-disable-next-line promise/no-promise-in-callback -- middleware has callbacks
            if (!error) respond().catch(() => response.destroy());
            else if (next === 'throws') throw error as Error;
            else response.writeHead(500).end('sorry');
          };
          middleware(request, response, go);
        },
        (port) => exchange(port, [{}]),
      );
      expect(statusesOf(responses)).toEqual([
        next === 'throws' ? ['503', 'Service Unavailable\n', true] : ['500', 'sorry', true],
      ]);
    }
  });

  it('is aborted when the last commit fails', async () => {
    const sessions = new FakeSessions(({ headersSent }) => (headersSent ? Promise.reject(new Error('down')) : nothing));
    const responses = await serve([sessions], shadow, stream);
    expect(responses.map(({ complete }) => complete)).toEqual([false]);
  });

  it('has a first and a last commit over http2, too', async () => {
    const sessions = new FakeSessions(async ({ headersSent }) => {
      await turns(2);
      return { ...nothing, cookies: headersSent ? [] : [sidCookie] };
    });
    await runHttp2(
      async ({ response, openSession }) => {
        shadow(response);
        await openSession();
        response.write('one');
        await turns(2);
        response.end('two');
      },
      {
        sessions,
        async use(client) {
          const { headers, body, code } = await requestHttp2(client, 'GET', '/');
          expect([headers['set-cookie']?.length, body, code]).toEqual([1, 'onetwo', 0]);
        },
      },
    );
    expect(sessions.calls.map(({ headersSent }) => headersSent)).toEqual([false, true]);
  });
});

describe('a session that is opened after the end', () => {
  it.each(shadows)('does not hold a response whose %s', async (_name, shadow) => {
    const sessions = slowSessions();
    const listener = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
      shadow(response);
      response.end('done');
      await sessions.get(request);
    });
    const responses = await serving(listener, (port) => exchange(port, [{}]));
    expect([statusesOf(responses), sessions.calls]).toEqual([[['200', 'done', true]], []]);
  });
});
