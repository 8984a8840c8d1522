import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { initTRPC } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { createElement, Suspense, use } from 'react';
import { renderToPipeableStream, renderToReadableStream } from 'react-dom/server';
import type { Scene } from './streaming-scene.js';

/** A way to send a body in parts, once by a handler for Node and once by a handler that returns a `Response`. */
export interface Channel {
  readonly name: string;
  readonly path: string;
  onNode(scene: Scene, request: IncomingMessage, response: ServerResponse): Promise<void>;
  onFetch(scene: Scene, request: Request): Promise<Response>;
}

const type = { 'content-type': 'text/event-stream' };
const encoder = new TextEncoder();

/** Server-sent events, written one by one. */
const events: Channel = {
  name: 'server-sent events',
  path: '/events',
  async onNode(scene, request, response) {
    await scene.before(request);
    response.writeHead(200, type);
    response.write('data: first\n\n');
    await scene.during();
    response.end('data: last\n\n');
  },
  async onFetch(scene, request) {
    await scene.before(request);
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(encoder.encode('data: first\n\n'));
        await scene.during();
        try {
          controller.enqueue(encoder.encode('data: last\n\n'));
          controller.close();
        } catch {
          // The client has left.
        }
      },
    });
    return new Response(body, { headers: type });
  },
};

async function* eventsOf(scene: Scene): AsyncGenerator<Uint8Array> {
  yield encoder.encode('data: first\n\n');
  await scene.during();
  yield encoder.encode('data: last\n\n');
}

/** The same events from a generator. */
const generator: Channel = {
  name: 'a generator',
  path: '/generator',
  async onNode(scene, request, response) {
    await scene.before(request);
    response.writeHead(200, type);
    Readable.from(eventsOf(scene)).pipe(response);
  },
  async onFetch(scene, request) {
    await scene.before(request);
    return new Response(Readable.toWeb(Readable.from(eventsOf(scene))) as ReadableStream<Uint8Array>, {
      headers: type,
    });
  },
};

/** A page with a part that React sends later. */
function page(scene: Scene) {
  const later = scene.during().then(() => 'last');
  const Last = () => createElement('p', null, use(later));
  const fallback = createElement('p', null, 'first');
  return createElement('main', null, createElement(Suspense, { fallback }, createElement(Last)));
}

/** Instead of the console: a client that leaves is an error to React. */
const onError = (): void => undefined;

const react: Channel = {
  name: 'React 19 with Suspense',
  path: '/react',
  async onNode(scene, request, response) {
    await scene.before(request);
    const { pipe } = renderToPipeableStream(page(scene), {
      onError,
      onShellReady() {
        response.writeHead(200, { 'content-type': 'text/html' });
        pipe(response);
      },
    });
  },
  async onFetch(scene, request) {
    await scene.before(request);
    const body = await renderToReadableStream(page(scene), { onError });
    return new Response(body, { headers: { 'content-type': 'text/html' } });
  },
};

const t = initTRPC.context<{ scene: Scene }>().create();

export const router = t.router({
  first: t.procedure.query(() => 'first'),
  last: t.procedure.query(async ({ ctx }) => {
    await ctx.scene.during();
    return 'last';
  }),
});

export const trpcPath = '/trpc';

/** A batch of two calls, whose results are sent as they come. */
const trpc: Channel = {
  name: 'httpBatchStreamLink of tRPC 11',
  path: trpcPath,
  async onNode(scene, request, response) {
    await nodeHTTPRequestHandler({
      router,
      req: request,
      res: response,
      path: new URL(request.url ?? '', 'http://127.0.0.1').pathname.slice(trpcPath.length + 1),
      createContext: async () => {
        await scene.before(request);
        return { scene };
      },
    });
  },
  async onFetch(scene, request) {
    const createContext = async () => {
      await scene.before(request);
      return { scene };
    };
    return fetchRequestHandler({ endpoint: trpcPath, req: request, router, createContext });
  },
};

export const channels: readonly Channel[] = [events, generator, react, trpc];
