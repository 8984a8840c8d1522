/**
 * One `Set-Cookie` header, structured. The cookie functions of Next.js, Hono, h3, Express, Koa, Fastify and the `cookie` package take it
 * as it is: `const { name, value, ...attributes } = cookie`.
 */
export interface SetCookie {
  readonly name: string;
  /** Empty when the cookie is being removed. */
  readonly value: string;
  readonly path: string;
  readonly domain?: string;
  /**
   * The life of the cookie in whole seconds; 0 removes the cookie; absent: until the browser closes.
   *
   * Not `maxAge`, which is seconds to Next.js, Hono, h3 and Fastify, and milliseconds to Express and Koa: there, 90 days in seconds
   * would be two hours. Those functions take `expires`.
   */
  readonly maxAgeSeconds?: number;
  /** When that life is over, by the clock of the manager; 1970 removes the cookie; absent together with `maxAgeSeconds`. */
  readonly expires?: Date;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
  readonly partitioned?: boolean;
}

/** Whether two cookies are one to a browser, so that setting one replaces the other (RFC 6265, section 5.3). */
export function isSamePlace(a: SetCookie, b: SetCookie): boolean {
  return a.name === b.name && a.path === b.path && a.domain?.toLowerCase() === b.domain?.toLowerCase();
}
