import { serializeSetCookie, type SetCookie } from '../cookie/set-cookie.js';
import { applyCachingHeaders } from './caching-headers.js';

/**
 * What a response must know of its session: the result of a commit, or a session of `SessionManager.read`, which sets
 * no cookie and matters only if it was used.
 */
export interface ResponseSession {
  readonly accessed: boolean;
  /** @defaultValue none */
  readonly cookies?: readonly SetCookie[];
}

/**
 * Adds to the headers of a response what its session needs: the `Set-Cookie` lines, and the caching headers that keep
 * shared caches from giving one visitor's page to another. Call it after `SessionManager.open` or `read`; the
 * middleware does this by itself.
 *
 * A response that depends on its session gets `Vary: Cookie`, and `Cache-Control: private` unless it lets shared caches
 * store it by `public` or `s-maxage`. A response that sets a cookie is always private, and loses the headers for shared
 * caches only. A response that did not use its session stays as it is. Call it once, after everything else is set: the
 * cookies are appended.
 *
 * @example
 * ```ts
 * import { applySessionHeaders } from '@sess/core';
 *
 * export async function page(request: Request): Promise<Response> {
 *   const secure = request.url.startsWith('https:');
 *   const session = await sessions.read(request.headers.get('cookie') ?? undefined, { secure });
 *   const response = new Response(`Hello ${session.owner ?? 'guest'}`);
 *   applySessionHeaders(response.headers, session);
 *   return response;
 * }
 * ```
 */
export function applySessionHeaders(headers: Headers, { accessed, cookies = [] }: ResponseSession): void {
  for (const cookie of cookies) headers.append('set-cookie', serializeSetCookie(cookie));
  applyCachingHeaders(
    {
      get: (name) => headers.get(name) ?? undefined,
      set: (name, value) => headers.set(name, value),
      remove: (name) => headers.delete(name),
      names: () => headers.keys(),
    },
    { accessed, cookies },
  );
}
