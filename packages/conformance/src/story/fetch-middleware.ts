import { ReadableStream } from 'node:stream/web';
import { handleSession } from '@sess/core/fetch';
import type { Sessions } from '../suite/sessions.js';
import type { Middleware, Page, PageAnswer, PageRequest, Pages, Site } from './middleware.js';

const origin = 'https://shop.example';

/** Uses `handleSession` of `@sess/core/fetch`, as a server of fetch handlers does. */
export const fetchMiddleware: Middleware = {
  name: 'fetch',
  serve(sessions: Sessions, { page }: Pages): Promise<Site> {
    const site: Site = {
      async send(path, init) {
        const request = new Request(new URL(path, origin), init);
        try {
          return await handleSession(sessions, request, () => respond(sessions, request, page));
        } catch {
          return new Response('Something went wrong.', { status: 500 });
        }
      },
      close: () => Promise.resolve(),
    };
    return Promise.resolve(site);
  },
};

async function respond(sessions: Sessions, request: Request, page: Page): Promise<Response> {
  const asked: PageRequest = {
    method: request.method,
    url: new URL(request.url),
    session: () => sessions.get(request),
  };
  const { status = 200, headers, body } = await page(asked);
  return new Response(bodyOf(request.method, body), { status, ...(headers && { headers }) });
}

function bodyOf(method: string, body: PageAnswer['body']): ConstructorParameters<typeof Response>[0] {
  if (body === undefined || method === 'HEAD') return null;
  if (typeof body === 'string') return body;
  const encoder = new TextEncoder();
  const pieces = async function* () {
    for await (const piece of body) yield encoder.encode(piece);
  };
  return ReadableStream.from(pieces());
}
