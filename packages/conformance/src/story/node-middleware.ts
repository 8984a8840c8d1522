import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withSession } from '@sess/core/node';
import type { Sessions } from '../suite/sessions.js';
import type { Middleware, PageAnswer, PageRequest, Pages, Site } from './middleware.js';

/** `withSession` of `@sess/core/node`, around a listener of `node:http`. */
export const nodeMiddleware: Middleware = {
  name: 'node:http',
  serve(sessions: Sessions, { page, errorPage }: Pages): Promise<Site> {
    const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const asked = pageRequest(sessions, request);
      const answer = await page(asked).catch(() => errorPage(asked, 500));
      await sendAnswer(response, answer);
    };
    return listen(
      withSession(sessions, (request: IncomingMessage, response: ServerResponse) => {
        listener(request, response).catch((error: unknown) => response.destroy(error as Error));
      }),
    );
  },
};

/** The request of Node or Express as the pages see it. */
export function pageRequest(sessions: Sessions, request: IncomingMessage): PageRequest {
  return {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', 'http://127.0.0.1'),
    session: () => sessions.get(request),
  };
}

/** Sends it as a handler of Node would: by `writeHead`, `write` and `end`. */
export async function sendAnswer(response: ServerResponse, { status = 200, headers, body }: PageAnswer): Promise<void> {
  response.writeHead(status, headers);
  if (typeof body === 'object') {
    for await (const piece of body) response.write(piece);
    response.end();
  } else {
    response.end(body);
  }
}

/** A server on a free port of this machine, which `send` speaks to. */
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
