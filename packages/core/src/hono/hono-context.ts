/** What the middleware uses of Hono's context. */
export interface HonoContext {
  readonly req: { readonly raw: Request; header(name: string): string | undefined };
  readonly env: unknown;
  readonly finalized: boolean;
  get res(): Response;
  set res(response: Response | undefined);
}

/**
 * Returns the objects that also stand for a request. On @hono/node-server, one of them is Node's own request: an
 * application that is mounted by `app.mount` gets another `Request`, and the same `env`.
 */
export function aliasesOf({ req, env }: HonoContext): readonly object[] {
  const incoming = (env as { incoming?: unknown } | undefined)?.incoming;
  return isRequest(incoming) ? [req, req.raw, incoming] : [req, req.raw];
}

/**
 * Whether it is a request of Node, or a `c.req`. On Workers, `env` has whatever the application calls so, and all
 * requests share it: a queue, a stub that has every property as a function, or plain data.
 */
function isRequest(incoming: unknown): incoming is object {
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
