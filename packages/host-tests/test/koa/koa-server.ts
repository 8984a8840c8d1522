import { createServer } from 'node:http';
import { koaSession } from '@sess/core/koa';
import Koa, { type Context } from 'koa';
import { siteOf } from '../hosts/host.js';
import { Shop } from '../outage.js';

/** A running application, and what has happened in it. */
export interface KoaServer {
  readonly shop: Shop;
  /** What `app.on('error')` got. */
  readonly errors: unknown[];
  /** Sends a request, and reads its response and the number of visits in the session of its cookie. */
  send(init?: RequestInit): Promise<Reply>;
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
  readonly cookies: readonly string[];
  readonly visits: number | undefined;
}

interface Middlewares {
  /** Mounted before `koaSession`. */
  readonly before?: readonly Koa.Middleware[];
  readonly after?: readonly Koa.Middleware[];
  readonly proxy?: boolean;
}

/** Serves requests with a handler, and closes the server when `use` has ended. */
export async function withKoa(
  handle: (ctx: Context, shop: Shop) => unknown,
  { before = [], after = [], proxy = false }: Middlewares,
  use: (server: KoaServer) => Promise<void>,
): Promise<void> {
  const shop = new Shop();
  const app = new Koa({ proxy });
  const errors: unknown[] = [];
  app.on('error', (error) => errors.push(error));
  for (const middleware of before) app.use(middleware);
  app.use(koaSession(shop.sessions));
  for (const middleware of after) app.use(middleware);
  app.use(async (ctx) => void (await handle(ctx, shop)));
  const listener = app.callback();
  const site = await siteOf(
    createServer((request, response) => {
      listener(request, response).catch((error: unknown) => response.destroy(error as Error));
    }),
  );
  try {
    await use({
      shop,
      errors,
      async send(init) {
        const response = await site.send('/', { signal: AbortSignal.timeout(15_000), ...init });
        const { status, headers } = response;
        const cookies = headers.getSetCookie();
        return { status, headers, cookies, body: await response.text(), visits: await shop.visits(cookies) };
      },
    });
  } finally {
    await site.close();
  }
}
