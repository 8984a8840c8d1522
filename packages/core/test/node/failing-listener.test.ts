import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { connect, createServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import { SerializeError, StoreError } from '../../src/contract/errors.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { withSession } from '../../src/node/index.js';
import type { Session } from '../../src/session/session.js';
import { cookiesOf, headerOf } from './compare.js';
import { gate, turns } from './fake-sessions.js';
import { requestHttp2 } from './http2-server.js';
import { watchProcess } from './process-reports.js';
import { exchange, type WireResponse } from './raw-client.js';
import { serving } from './serve.js';

interface Data {
  visits: number;
}

const reports = watchProcess();
const down = new StoreError('the store is down', { outcome: 'not-applied' });
const bug = Object.assign(new Error('a bug of the application'), { status: 404 });
const cookie = `sid=${'a'.repeat(32)}`;

let store: MemorySessionStore;
let sessions: SessionManager<Data>;
let unsaved: string[];
let thrownOn: unknown[];

beforeEach(() => {
  store = new MemorySessionStore();
  sessions = new SessionManager({ store });
  unsaved = [];
  thrownOn = [];
  sessions.on('unsaved', ({ reason }) => unsaved.push(reason));
});

type Listen = (session: Session<Data>, response: ServerResponse, request: IncomingMessage) => unknown;

/** Calls the listener as `node:http` does, and collects what it throws or rejects with. */
function collectingErrors(listener: RequestListener): RequestListener {
  return (request, response) => {
    try {
      const returned: unknown = listener(request, response);
      Promise.resolve(returned).catch((error: unknown) => thrownOn.push(error));
    } catch (error) {
      thrownOn.push(error);
    }
  };
}

async function responsesOf(listen: Listen): Promise<WireResponse[]> {
  const listener = withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
    await listen(await sessions.get(request), response, request);
  });
  return serving(collectingErrors(listener), async (port) => {
    const responses = await exchange(port, [{ headers: { Cookie: cookie } }]);
    await turns();
    return responses;
  });
}

const statusesOf = (responses: readonly WireResponse[]): unknown[] =>
  responses.map(({ statusLine, body, complete }) => [statusLine.split(' ')[1], body.toString(), complete]);

const plain503 = ['503', 'Service Unavailable\n', true];
const plain500 = ['500', 'Internal Server Error\n', true];

describe('a listener that fails with an error of @sess', () => {
  it('responds with 503 and keeps the process alive when the store is down', async () => {
    store.load = () => Promise.reject(down);
    const [response] = (await responsesOf((session, reply) => reply.end(`Visit ${session.get('visits')}`))) as [
      WireResponse,
    ];
    expect(statusesOf([response])).toEqual([plain503]);
    expect([headerOf(response, 'retry-after'), headerOf(response, 'session-outcome')]).toEqual(['5', 'not-applied']);
    expect([reports.warnings, thrownOn, reports.fatal]).toEqual([[down], [], []]);
  });

  it('responds with the status of the error when save() rejects or a value cannot be stored', async () => {
    store.create = () => Promise.reject(down);
    const ways: [Listen, unknown, unknown][] = [
      [async (session) => session.set('visits', 1).save(), plain503, down],
      [(session) => session.set('visits', Number.NaN), plain500, expect.any(SerializeError)],
    ];
    for (const [listen, expected, error] of ways) {
      reports.warnings.splice(0);
      expect(statusesOf(await responsesOf(listen))).toEqual([expected]);
      expect([reports.warnings, thrownOn]).toEqual([[error], []]);
    }
  });
});

describe("a listener that throws an application's own error", () => {
  const ways: readonly [string, (listener: Listen) => RequestListener][] = [
    [
      'asynchronous',
      (listen) =>
        withSession(sessions, async (request: IncomingMessage, response: ServerResponse) => {
          await listen(await sessions.get(request), response, request);
        }),
    ],
    [
      'synchronous, with a session that was loaded before',
      (listen) =>
        withSession(
          sessions,
          (request: IncomingMessage, response: ServerResponse) => {
            void listen(sessions.peek(request)!, response, request);
          },
          { load: 'eager' },
        ),
    ],
    [
      'synchronous, without a session',
      (listen) =>
        withSession(sessions, (request: IncomingMessage, response: ServerResponse) => {
          void listen(undefined as never, response, request);
        }),
    ],
  ];

  it.each(ways)(
    'responds with 500, drops its changes, and passes the error on to node:http: %s',
    async (name, wrap) => {
      const listener = wrap((session: Session<Data> | undefined, response) => {
        session?.set('visits', 1);
        response.setHeader('X-Page', 'cart');
        throw bug;
      });
      const [response] = await serving(collectingErrors(listener), (port) => exchange(port, [{}]));
      await turns();
      expect(statusesOf([response!])).toEqual([plain500]);
      expect([headerOf(response!, 'x-page'), cookiesOf(response!)]).toEqual([undefined, []]);
      expect([thrownOn, reports.warnings]).toEqual([[bug], []]);
      expect(unsaved).toEqual(name.includes('without') ? [] : ['server-error']);
      expect((await sessions.clearExpired()).deleted).toBe(0);
    },
  );

  it('does not change a response that is complete', async () => {
    const responses = await responsesOf((session, response) => {
      session.set('visits', 1);
      response.end('done');
      throw bug;
    });
    expect([statusesOf(responses), cookiesOf(responses[0]!).length, thrownOn]).toEqual([
      [['200', 'done', true]],
      1,
      [bug],
    ]);
  });

  it('replaces a response that was begun and not sent yet', async () => {
    const stored = gate();
    const { create } = store;
    store.create = async (...call) => {
      await stored.passed;
      return create.apply(store, call);
    };
    const responses = await responsesOf(async (session, response) => {
      session.set('visits', 1);
      response.write('half');
      setImmediate(stored.open);
      await turns(0);
      throw bug;
    });
    expect([statusesOf(responses), thrownOn]).toEqual([[plain500], [bug]]);
  });

  it('aborts a response that was sent in part', async () => {
    const responses = await responsesOf(async (session, response) => {
      session.get('visits');
      response.write('half');
      await turns();
      throw bug;
    }).catch(() => []);
    expect([responses.filter(({ complete }) => complete), thrownOn]).toEqual([[], [bug]]);
  });

  it('sends an error response over http2, too', async () => {
    const listener = withSession(sessions, async (request: Http2ServerRequest, _response: Http2ServerResponse) => {
      (await sessions.get(request)).set('visits', 1);
      throw bug;
    });
    const server = createServer((request, response) => {
      const returned: unknown = listener(request, response);
      Promise.resolve(returned).catch((error: unknown) => thrownOn.push(error));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const { headers, body, code } = await requestHttp2(client, 'GET', '/');
    client.destroy();
    server.close();
    expect([headers[':status'], body, code, thrownOn]).toEqual([500, 'Internal Server Error\n', 0, [bug]]);
  });
});
