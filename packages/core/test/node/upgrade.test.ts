import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/contract/errors.js';
import { MemorySessionStore } from '../../src/memory/memory-session-store.js';
import { SessionManager } from '../../src/manager/session-manager.js';
import { type NodeResponse, sessionMiddleware, type SessionMiddlewareOptions } from '../../src/node/index.js';
import type { Session } from '../../src/session/session.js';
import { turns } from './fake-sessions.js';
import { watchProcess } from './process-reports.js';
import { requestText } from './raw-client.js';

interface Data {
  visits: number;
}

const reports = watchProcess();
let store: MemorySessionStore;
let sessions: SessionManager<Data>;
let cookie: string;

beforeEach(async () => {
  store = new MemorySessionStore();
  sessions = new SessionManager<Data>({ store });
  const { key } = await sessions.create({ data: { visits: 1 }, owner: 'alice' });
  cookie = `sid=${key}`;
});

/** The object that engine.io 6 passes to middleware instead of a response. */
class WebSocketResponse extends EventEmitter {
  readonly #socket: Duplex;
  readonly #headers: Record<string, unknown> = {};

  constructor(_request: IncomingMessage, socket: Duplex) {
    super();
    this.#socket = socket;
  }

  setHeader(name: string, value: unknown): void {
    this.#headers[name] = value;
  }

  getHeader(name: string): unknown {
    return this.#headers[name];
  }

  removeHeader(name: string): void {
    delete this.#headers[name];
  }

  write(): void {}

  writeHead(): void {}

  end(): void {
    this.emit('finish');
    this.#socket.destroy();
  }
}

const substitutes: Record<string, (request: IncomingMessage, socket: Duplex) => object> = {
  'engine.io': (request, socket) => new WebSocketResponse(request, socket),
  'ws, whose own example passes {}': () => ({}),
  'express-ws': (request) => new ServerResponse(request),
};

interface Upgrade {
  readonly headers?: Readonly<Record<string, string>>;
  readonly options?: SessionMiddlewareOptions;
}

describe.each(Object.entries(substitutes))('an upgrade, with the response object of %s', (_name, substituteFor) => {
  /** Returns the result of `handle`. Rejects with its error or that of the middleware. */
  async function upgrade<T>(
    handle: (session: Session<Data>, response: object) => T | Promise<T>,
    { headers = { Cookie: cookie }, options }: Upgrade = {},
  ): Promise<T> {
    const middleware = sessionMiddleware(sessions, options);
    const handled: Promise<T>[] = [];
    const server = createServer();
    server.on('upgrade', (request, socket) => {
      const response = substituteFor(request, socket);
      const open = async (failure: unknown): Promise<T> => {
        if (failure) throw failure as Error;
        return handle(await sessions.get(request), response);
      };
      middleware(request, response as NodeResponse, (failure) => {
        const opened = open(failure);
        handled.push(opened);
        opened.then(
          () => socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
          () => socket.destroy(),
        );
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write(requestText({ headers: { Connection: 'Upgrade', Upgrade: 'websocket', ...headers } }));
    await new Promise((resolve) => {
      client.on('close', resolve).on('error', resolve).resume();
    });
    server.close();
    await turns();
    expect([reports.fatal, handled.length]).toEqual([[], 1]);
    return handled[0]!;
  }

  const stored = async (): Promise<number | undefined> =>
    (await sessions.read(cookie, { secure: false })).get('visits');

  it('reads the session and does not change the response object', async () => {
    const read = await upgrade((session, response) => [
      session.owner,
      session.get('visits'),
      ['writeHead', 'write', 'end', 'headersSent'].filter((name) => Object.hasOwn(response, name)),
    ]);
    expect(read).toEqual(['alice', 1, []]);
  });

  it('saves a stored session', async () => {
    await upgrade((session) => session.set('visits', 2).save());
    expect(await stored()).toBe(2);
  });

  it('stores changes without a call of save', async () => {
    await upgrade((session) => void session.set('visits', 2));
    await turns();
    expect(await stored()).toBe(2);
  });

  it('refuses changes that need a cookie, with the solution in the error', async () => {
    const refusal = {
      code: 'WRONG_TIME',
      message: expect.stringMatching(/upgrade.*in a request that the browser sends.*sessions\.edit\(/) as string,
    };
    for (const change of [
      (session: Session<Data>) => session.signIn('bob'),
      (session: Session<Data>) => session.regenerate(),
    ]) {
      await expect(upgrade(change)).rejects.toMatchObject(refusal);
    }
    for (const change of [
      (session: Session<Data>) => session.set('visits', 1),
      (session: Session<Data>) => session.signIn('bob'),
      (session: Session<Data>) => session.start(),
    ]) {
      await expect(upgrade(change, { headers: {} })).rejects.toMatchObject(refusal);
    }
    expect((await sessions.clearExpired()).deleted).toBe(0);
  });

  it('ends a session', async () => {
    await upgrade((session) => session.destroy());
    expect(await stored()).toBeUndefined();
  });

  it('rejects in the handler or passes an error to next when the store is down', async () => {
    store.load = () => Promise.reject(new StoreError('down', { outcome: 'not-applied' }));
    for (const load of ['lazy', 'eager'] as const) {
      await expect(upgrade(() => undefined, { options: { load } })).rejects.toMatchObject({ code: 'STORE' });
    }
  });
});
