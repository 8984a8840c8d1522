import { serializeSetCookie, type SetCookie } from '../cookie/set-cookie.js';
import { applyCachingHeaders } from './caching-headers.js';

/**
 * What an answer owes to its session: the result of a commit; or a session of `SessionManager.read`, which sets no cookie and
 * counts when it was looked at.
 */
export interface AnsweredSession {
  readonly accessed: boolean;
  /** @defaultValue none */
  readonly cookies?: readonly SetCookie[];
}

/**
 * Adds to an answer's headers what its session asks for: the `Set-Cookie` lines, and what caches must know, so that no shared cache
 * gives one visitor's page to another. For answers beside `SessionManager.open` and `read`; the middleware does it by itself.
 *
 * An answer that depends on its session gets `Vary: Cookie`, and `Cache-Control: private` unless it lets shared caches keep it by
 * `public` or `s-maxage`. One that sets a cookie is always private, and loses the headers that speak to shared caches alone. An answer
 * that did not look at its session stays as it is. Call it once, when everything else is set: the cookies are appended.
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
export function applySessionHeaders(headers: Headers, { accessed, cookies = [] }: AnsweredSession): void {
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
