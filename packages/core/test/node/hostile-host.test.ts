import type { IncomingMessage, ServerResponse } from 'node:http';
import { Stream } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type NextFunction, sessionMiddleware, withSession } from '../../src/node/index.js';
import { down, failingSessions, page } from './failing-commits.js';
import { FakeSessions, nothing, slowSessions, turns } from './fake-sessions.js';
import { watchProcess } from './process-reports.js';
import { exchange, type WireResponse } from './raw-client.js';
import { serving } from './serve.js';

const reports = watchProcess();
const broken = new Error('an error of the host');
const breaks = (): never => {
  throw broken;
};

function responsesOf(
  sessions: FakeSessions,
  handle: (response: ServerResponse) => unknown,
  prepare: (response: ServerResponse) => void = () => undefined,
  method = 'GET',
): Promise<WireResponse[]> {
  const listener = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
    await sessions.get(request);
    await handle(response);
  });
  return serving(
    (request, response) => {
      prepare(response);
      listener(request, response);
    },
    async (port) => {
      const responses = await exchange(port, [{ method }]);
      await turns();
      return responses;
    },
  );
}

const statusesOf = (responses: readonly WireResponse[]): unknown[] =>
  responses.map(({ statusLine, body }) => [statusLine.split(' ')[1], body.toString()]);
const plainPage = [['503', 'Service Unavailable\n']];

describe('a stream of Node 0.8, which cannot be unpiped,', () => {
  it('is discarded when the commit fails, and the client gets the plain error page', async () => {
    const source = new Stream();
    const responses = await responsesOf(failingSessions(), async (response) => {
      source.pipe(response);
      for (let count = 0; count < 20; count++) {
        source.emit('data', page);
        await turns(1);
      }
      source.emit('end');
    });
    expect([statusesOf(responses), reports.fatal]).toEqual([plainPage, []]);
  });

  it('is piped as without a session when the commit succeeds', async () => {
    const source = new Stream();
    const responses = await responsesOf(slowSessions(), async (response) => {
      source.pipe(response);
      source.emit('data', 'one');
      await turns(10);
      source.emit('data', 'two');
      source.emit('end');
    });
    expect([statusesOf(responses), reports.fatal]).toEqual([[['200', 'onetwo']], []]);
  });
});

describe('an error that the host throws after the commit', () => {
  it('is reported as a warning if a listener of `drain` throws it', async () => {
    const handle = (response: ServerResponse): void => {
      response.on('drain', breaks);
      response.write('x'.repeat(100_000));
    };
    // For HEAD Node sends nothing, so @sess emits drain itself.
    await responsesOf(slowSessions(), handle, undefined, 'HEAD');
    expect([reports.warnings, reports.fatal]).toEqual([[broken], []]);
  });

  it.each(['getHeaders', 'removeHeader', 'destroy'] as const)(
    'does not end the process or leave the client waiting: %s',
    async (name) => {
      const isLate = name === 'destroy';
      const sessions = new FakeSessions(async ({ headersSent }) => {
        await turns(2);
        if (headersSent === isLate) throw down;
        return nothing;
      });
      const middleware = sessionMiddleware(sessions, { errorTimeout: { days: 1 } });
      const responses = await serving(
        (request, response) => {
          let isBroken = false;
          const works = response[name].bind(response) as (...call: unknown[]) => never;
          response[name] = (...call: unknown[]): never => (isBroken ? breaks() : works(...call));
          const send = async (): Promise<void> => {
            await sessions.get(request);
            response.setHeader('X-Page', 'cart');
            if (isLate) response.write('one');
            response.end('two');
            isBroken = true;
          };
          const next: NextFunction = (error) => {
            if (error) throw error as Error;
            // oxlint-disable-next-line promise/no-promise-in-callback -- middleware has callbacks
            send().catch(breaks);
          };
          middleware(request, response, next);
        },
        (port) => exchange(port, [{}]),
      );
      expect(responses.filter(({ complete }) => complete).length).toBe(0);
      expect([reports.warnings.at(-1), reports.fatal]).toEqual([broken, []]);
    },
  );
});
