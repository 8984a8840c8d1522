import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withSession } from '@sess/core/node';
import type { Sessions } from '../suite/sessions.js';
import type { Middleware, PageAnswer, PageRequest, Pages, Site } from './middleware.js';

/** Uses `withSession` of `@sess/core/node` around a listener of `node:http`. */
export const nodeMiddleware: Middleware = {
  name: 'node:http',
  serve(sessions: Sessions, { page, errorPage }: Pages): Promise<Site> {
    const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const asked = pageRequest(sessions, request);
      const result = await page(asked).catch(() => errorPage(asked, 500));
      await sendPage(response, result);
    };
    return listen(
      withSession(sessions, (request: IncomingMessage, response: ServerResponse) => {
        listener(request, response).catch((error: unknown) => response.destroy(error as Error));
      }),
    );
  },
};

/** Converts a request of Node or Express. */
export function pageRequest(sessions: Sessions, request: IncomingMessage): PageRequest {
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://127.0.0.1'),
    session: () => sessions.get(request),
  };
}

/** Sends a page's response as a Node handler does: by `writeHead`, `write` and `end`. */
export async function sendPage(response: ServerResponse, { status = 200, headers, body }: PageAnswer): Promise<void> {
  response.writeHead(status, headers);
  if (typeof body === 'object') {
    for await (const piece of body) response.write(piece);
    response.end();
  } else {
    response.end(body);
  }
}

/** Starts a server on a free local port, to which `send` connects. */
export async function listen(listener: RequestListener): Promise<Site> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    send: (path, init) => fetch(new URL(path, origin), { redirect: 'manual', ...init }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
