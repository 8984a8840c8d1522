/** What the middleware uses of Hono's context. */
export interface HonoContext {
  readonly req: { readonly raw: Request; header(name: string): string | undefined };
  readonly env: unknown;
  readonly finalized: boolean;
  get res(): Response;
  set res(response: Response | undefined);
}

/** A request of Node, or a `c.req`. */
interface Incoming {
  readonly headers?: { readonly cookie?: unknown };
  header?(name: string): unknown;
}

/**
 * Returns `c.env.incoming` if it also stands for this request. On @hono/node-server, it is Node's own: an application
 * that is mounted by `app.mount` gets another `Request`, and the same `env`. So does a request that a handler makes by
 * `app.request`: with other cookies, it is made for somebody else.
 */
export function incomingOf({ req, env }: HonoContext): object | undefined {
  const incoming = (env as { incoming?: unknown } | undefined)?.incoming;
  if (!isRequest(incoming)) return undefined;
  const cookie = typeof incoming.header === 'function' ? incoming.header('cookie') : incoming.headers?.cookie;
  return cookie === req.header('cookie') ? incoming : undefined;
}

/**
 * Whether it is a request. On Workers, `env` has whatever the application calls so, and all requests share it: a queue,
 * a stub that has every property as a function, or plain data.
 */
function isRequest(incoming: unknown): incoming is Incoming {
  if (typeof incoming !== 'object' || !incoming || Object.getPrototypeOf(incoming) === Object.prototype) return false;
  const { method, url } = incoming as { method?: unknown; url?: unknown };
  return typeof method === 'string' && typeof url === 'string';
}

/** Whether the response is not the one that is sent, so that a cookie on it would be lost. */
export function isBypassed({ req, res }: HonoContext): boolean {
  // A handler has written to `c.env.outgoing` itself.
  if (res.headers.has('x-hono-already-sent')) return true;
  // Bun ignores the response to a request that `server.upgrade` has taken over. Hono's helper returns an empty one.
  return 'Bun' in globalThis && res.status === 200 && req.header('upgrade') !== undefined && res.body === null;
}

/** Replaces the response by another one. */
export function replaceResponse(c: HonoContext, response: Response): void {
  // Assigned over another response, it would be given that one's headers.
  c.res = undefined;
  c.res = response;
}
