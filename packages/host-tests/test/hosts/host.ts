import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Middleware, PageAnswer, PageRequest, Pages, Sessions as SuiteSessions, Site } from '@sess/conformance';
import type { Sessions } from '../mount/sessions.js';

/** A framework with @sess mounted as docs/frameworks.md shows. */
export interface Host extends Middleware {
  /**
   * The framework drops a handler's promise, so the middleware loads the session before the handler runs.
   *
   * @defaultValue `false`
   */
  readonly loadsAhead?: boolean;
}

/** Casts the manager of the laws, which have data of their own, to the type that the mounted code uses. */
export function shopOf(sessions: SuiteSessions): Sessions {
  return sessions as unknown as Sessions;
}

/** Returns a request as the pages see it. `key` is the object with which a user of the framework gets the session. */
export function pageRequest(
  sessions: SuiteSessions,
  { method = 'GET', url = '/' }: { readonly method?: string | undefined; readonly url?: string | undefined },
  key: object,
): PageRequest {
  return { method, url: new URL(url, 'http://127.0.0.1'), session: () => sessions.get(key) };
}

/** The page `/visits` of the hosts that have no example of their own for it. */
export async function visitsPage(sessions: Sessions, key: object): Promise<string> {
  const session = await sessions.get(key);
  return `Visit ${session.update('visits', 0, (visits) => visits + 1)}`;
}

/** Responds with `writeHead`, `write` and `end`, as a handler without a framework does. */
export async function sendByHand(response: ServerResponse, { status = 200, headers, body }: PageAnswer): Promise<void> {
  response.writeHead(status, headers);
  if (typeof body === 'object') {
    for await (const piece of body) response.write(piece);
    response.end();
  } else {
    response.end(body);
  }
}

/** Returns a page as a listener for Node. What the page throws is passed to `fail`. */
export function pageListener(sessions: SuiteSessions, { page }: Pages) {
  return (request: IncomingMessage, response: ServerResponse, fail: (error: unknown) => void): void => {
    page(pageRequest(sessions, request, request))
      .then((result) => sendByHand(response, result))
      .catch(fail);
  };
}

/** Returns the result of a page as a `Response`, for frameworks with fetch handlers. */
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

/** Makes a server listen on a free port, if it does not listen yet, and returns its site. */
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
