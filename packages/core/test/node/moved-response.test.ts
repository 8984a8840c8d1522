import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import compression from 'compression';
import express5, { type RequestHandler } from 'express';
import express4 from 'express4';
import { describe, expect, it, vi } from 'vitest';
import { sessionMiddleware, withSession } from '../../src/node/index.js';
import { slowSessions } from './fake-sessions.js';
import { exchange } from './raw-client.js';
import { serving } from './serve.js';

const versions = [
  ['express 4', express4],
  ['express 5', express5],
] as const;
const pairs = versions.flatMap((outer) => versions.map((inner) => ({ outer, inner })));

// `vhost` and `next-connect` call an application as a function, which then gives the response its own prototype. With
// `app.use(app)` the prototype inherits from that of the outer application.
describe.each(pairs)('a response of $outer.0 that is passed to $inner.0', ({ outer: [, outer], inner: [, inner] }) => {
  it.each(['before', 'after'])('is held if the session was opened %s', async (when) => {
    const sessions = slowSessions();
    const app = outer();
    const other = inner();
    app.use(sessionMiddleware(sessions));
    app.use(async (request, _response, next) => {
      if (when === 'before') await sessions.get(request);
      next();
    });
    app.use((request, response) => void other(request, response));
    other.use(async (request, response) => {
      if (when === 'after') await sessions.get(request);
      response.send('ok');
    });
    const responses = await serving(app, (port) => exchange(port, [{}, {}]));
    for (const { headers, body } of responses) {
      expect(headers.filter(([name]) => name === 'Set-Cookie')).toHaveLength(1);
      expect(body.toString()).toBe('ok');
    }
    expect(sessions.calls).toHaveLength(2);
  });
});

describe.each(versions)('a response of %s that is being compressed', (_name, express) => {
  it.each(['session, compression', 'compression, session'])(
    'ends even if the session is opened after it, with the layers %s',
    async (order) => {
      const sessions = slowSessions();
      const app = express();
      const layers = [sessionMiddleware(sessions), compression({ threshold: 0 })] as const;
      for (const layer of order === 'session, compression' ? layers : layers.toReversed())
        app.use(layer as RequestHandler);
      app.use(async (request, response) => {
        response.send('ok');
        await sessions.get(request);
      });
      const headers = { 'Accept-Encoding': 'gzip' };
      const responses = await serving(app, (port) => exchange(port, [{ headers }, { headers }]));
      expect(responses.map(({ body, complete }) => [gunzipSync(body).toString(), complete])).toEqual([
        ['ok', true],
        ['ok', true],
      ]);
    },
  );
});

/** Wraps one function of the response, as `compression` and `on-headers` do. */
function wrap(
  response: ServerResponse,
  name: 'writeHead' | 'write' | 'end' | 'flushHeaders',
  wrapped: () => void = () => undefined,
): void {
  const below = response[name] as (...call: unknown[]) => never;
  response[name] = (...call: unknown[]) => {
    wrapped();
    return below.apply(response, call);
  };
}

describe.each(versions)('a response that was wrapped before it came to %s', (_name, express) => {
  it.each(['end', 'writeHead'] as const)(
    'is held in each request even if %s was read before the session was opened',
    async (name) => {
      const sessions = slowSessions();
      const app = express();
      app.use(sessionMiddleware(sessions));
      app.use(async (request, response) => {
        const textOf = async (): Promise<string> => {
          await sessions.get(request);
          return 'ok';
        };
        if (name === 'end') response.end(await textOf());
        else response.writeHead(200, { 'X-Text': await textOf() }).end('ok');
      });
      const listener: RequestListener = (request, response) => {
        wrap(response, name);
        app(request, response);
      };
      const responses = await serving(listener, (port) => exchange(port, [{}, {}, {}]));
      expect(responses).toHaveLength(3);
      for (const { headers, body } of responses) {
        expect(headers.filter(([header]) => header === 'Set-Cookie')).toHaveLength(1);
        expect(body.toString()).toBe('ok');
      }
    },
  );
});

it.each(['writeHead', 'write', 'end', 'flushHeaders'] as const)(
  'a wrapper of %s alone is still called',
  async (name) => {
    const sessions = slowSessions();
    const inner = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
      await sessions.get(request);
      response.writeHead(200).flushHeaders();
      response.write('o');
      response.end('k');
    });
    const wrapped = vi.fn<() => void>();
    const listener: RequestListener = (request, response) => {
      wrap(response, name, wrapped);
      inner(request, response);
    };
    const [response] = await serving(listener, (port) => exchange(port, [{}]));
    expect(response!.headers.filter(([header]) => header === 'Set-Cookie')).toHaveLength(1);
    expect(response!.body.toString()).toBe('ok');
    expect(wrapped).toHaveBeenCalledOnce();
  },
);

it.each(['write', 'end'] as const)('a wrapper of %s between two middlewares is still called', async (name) => {
  const sessions = slowSessions();
  const second = sessionMiddleware(slowSessions({ cookieName: 'other' }));
  const wrapped = vi.fn<() => void>();
  const listener = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
    await sessions.get(request);
    wrap(response, name, wrapped);
    second(request, response, () => {
      response.write('o');
      response.end('k');
    });
  });
  const [response] = await serving(listener, (port) => exchange(port, [{}]));
  expect(response!.headers.filter(([header]) => header === 'Set-Cookie')).toHaveLength(1);
  expect(response!.body.toString()).toBe('ok');
  expect(wrapped).toHaveBeenCalledOnce();
});
