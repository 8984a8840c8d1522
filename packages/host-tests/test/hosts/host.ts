import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Middleware, PageAnswer, PageRequest, Pages, Sessions as SuiteSessions, Site } from '@sess/conformance';
import type { Sessions } from '../mount/sessions.js';

/** A framework with @sess mounted as docs/mounting.md shows. */
export interface Host extends Middleware {
  /** Drops the promise of a handler, so the middleware loads before the handler runs. @defaultValue `false` */
  readonly loadsAhead?: boolean;
}

/** The manager as the mounted code knows it: the laws bring data of their own. */
export function shopOf(sessions: SuiteSessions): Sessions {
  return sessions as unknown as Sessions;
}

/** A request as the pages see it; `key` is the object that the framework's users ask for a session. */
export function pageRequest(
  sessions: SuiteSessions,
  { method = 'GET', url = '/' }: { readonly method?: string | undefined; readonly url?: string | undefined },
  key: object,
): PageRequest {
  return { method, url: new URL(url, 'http://127.0.0.1'), session: () => sessions.get(key) };
}

/** Answers by `writeHead`, `write` and `end`, as a handler without a framework does. */
export async function sendByHand(response: ServerResponse, { status = 200, headers, body }: PageAnswer): Promise<void> {
  response.writeHead(status, headers);
  if (typeof body === 'object') {
    for await (const piece of body) response.write(piece);
    response.end();
  } else {
    response.end(body);
  }
}

/** A page as a listener of Node; what it throws goes to `fail`. */
export function pageListener(sessions: SuiteSessions, { page }: Pages) {
  return (request: IncomingMessage, response: ServerResponse, fail: (error: unknown) => void): void => {
    page(pageRequest(sessions, request, request))
      .then((answer) => sendByHand(response, answer))
      .catch(fail);
  };
}

/** The answer as a `Response`, as a handler of the fetch kind returns it. */
export function responseOf({ status = 200, headers, body }: PageAnswer, method: string): Response {
  return new Response(bodyOf(body, method), { status, ...(headers && { headers }) });
}

function bodyOf(body: PageAnswer['body'], method: string): ConstructorParameters<typeof Response>[0] {
  if (body === undefined || method === 'HEAD') return null;
  return typeof body === 'string' ? body : (Readable.toWeb(Readable.from(encoded(body))) as ReadableStream);
}

async function* encoded(body: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const piece of body) yield encoder.encode(piece);
}

/** The site of a server that is about to listen on a free port of this machine. */
export async function siteOf(server: Server): Promise<Site> {
  if (!server.listening) {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  }
  return siteAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
}

export function siteAt(origin: string, close: () => Promise<unknown>): Site {
  return {
    send: (path, init) => fetch(new URL(path, origin), { redirect: 'manual', ...init }),
    close: async () => {
      await close();
    },
  };
}

export function listenWith(listener: RequestListener): Promise<Site> {
  return siteOf(createServer(listener));
}
