import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type IncomingHttpHeaders,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type RequestSessions, withSession } from '../../src/node/index.js';
import { codeOf } from './handler-context.js';

export type Handle = (context: {
  readonly request: Http2ServerRequest;
  readonly response: Http2ServerResponse;
  openSession(): Promise<unknown>;
  note(...what: unknown[]): void;
}) => unknown;

interface Http2Response {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly trailers: IncomingHttpHeaders;
  /** The error code with which the stream was closed, 0 for none. */
  readonly code: number;
}

export async function requestHttp2(client: ClientHttp2Session, method: string, path: string): Promise<Http2Response> {
  const stream = client.request({ ':method': method, ':path': path });
  let headers: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders = {};
  const parts: Buffer[] = [];
  stream.on('response', (received) => {
    headers = received;
  });
  stream.on('trailers', (received) => {
    trailers = received;
  });
  stream.on('data', (part: Buffer) => parts.push(part));
  stream.on('error', () => undefined);
  stream.end();
  await new Promise((resolve) => {
    stream.on('close', resolve);
  });
  return { headers, body: Buffer.concat(parts).toString(), trailers, code: stream.rstCode };
}

interface Run {
  readonly sessions?: RequestSessions & { get(request: object): Promise<unknown> };
  readonly method?: string;
  readonly use?: (client: ClientHttp2Session, port: number) => Promise<unknown>;
}

export async function run(
  handle: Handle,
  { sessions, method = 'GET', use }: Run = {},
): Promise<{ responses: Http2Response[]; log: unknown[] }> {
  const log: unknown[] = [];
  const listen = (request: Http2ServerRequest, response: Http2ServerResponse): void => {
    const note = (...what: unknown[]): void => {
      log.push(what);
    };
    for (const event of ['finish', 'close']) response.on(event, () => note(event));
    const openSession = (): Promise<unknown> => Promise.resolve(sessions?.get(request));
    Promise.resolve({ request, response, openSession, note })
      .then(handle)
      .catch((error: unknown) => {
        note('the handler failed', codeOf(error));
        response.stream.close();
      });
  };
  const server = createServer(sessions ? withSession(sessions, listen) : listen);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect(`http://127.0.0.1:${port}`);
  try {
    // Two concurrent streams of one connection.
    const responses = use ? [] : await Promise.all(['/1', '/2'].map((path) => requestHttp2(client, method, path)));
    await use?.(client, port);
    return { responses, log };
  } finally {
    client.destroy();
    server.close();
  }
}

/** Returns what must be the same without a session. */
export function withoutSession({ headers, ...rest }: Http2Response): object {
  const { date: _date, vary, 'cache-control': caching, 'set-cookie': cookies = [], ...others } = headers;
  return {
    ...rest,
    headers: { ...others },
    cookies: cookies.filter((cookie) => !cookie.startsWith('sid=')),
    variesBy: (vary ?? '').split(/, */).filter((name) => name && name !== 'Cookie'),
    caching: (caching ?? '').replace('private', ''),
  };
}
