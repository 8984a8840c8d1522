/** Reads and writes the headers of a response. Names may have any case. Several lines of one header are read as one. */
export interface HeaderAccess {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
  /** The names of all headers. */
  names(): Iterable<string>;
}

/**
 * Whether a header is for shared caches only, which obey it instead of Cache-Control: RFC 9213's `CDN-Cache-Control`
 * and its vendor forms (Akamai, Cloudflare, Netlify, Vercel), those of W3C's Edge Architecture (Fastly, Varnish),
 * Akamai's older one, and nginx's.
 */
export function isForSharedCaches(name: string): boolean {
  return /^(.+-cache-control|surrogate-control|edge-control|x-accel-expires)$/i.test(name);
}

/** A member of a list. A comma inside a quoted-string does not end it (RFC 9110, section 5.6.4). */
const member = /(?:"(?:\\.|[^"\\])*"?|[^",])+/g;

function membersOf(headers: HeaderAccess, name: string): string[] {
  return (headers.get(name)?.match(member) ?? []).map((text) => text.trim()).filter(Boolean);
}

/**
 * Sets the headers that tell caches whether a response depends on the session. Sets no cookie. Does nothing to a
 * response that neither used the session nor sets its cookie. Can be called twice.
 *
 * A response that used the session gets `Vary: Cookie`. It also gets `Cache-Control: private`, unless the handler lets
 * shared caches store it by `public` or `s-maxage`, or forbids it by `no-store`. A `max-age` alone does not count as
 * permission, although it is one (RFC 9111, section 3), and neither does the `public` of {@link isOfSend}.
 *
 * If a cookie is set, a shared cache would give it to other visitors, because a Set-Cookie does not prevent storing
 * (RFC 9111, section 7.3). So all headers for shared caches only are removed, and `private` is added unless there is
 * `no-store`. Directives for the browser's own cache remain. A `private="field"` covers only that field and would
 * contradict the plain one (RFC 9111, section 4.2.1), so it is replaced.
 */
export function applyCachingHeaders(
  headers: HeaderAccess,
  result: { readonly accessed: boolean; readonly cookies: readonly unknown[] },
): void {
  const setsCookie = result.cookies.length > 0;
  if (!result.accessed && !setsCookie) return;

  const vary = membersOf(headers, 'Vary');
  if (!vary.some((field) => /^(\*|cookie)$/i.test(field))) headers.set('Vary', [...vary, 'Cookie'].join(', '));

  const directives = membersOf(headers, 'Cache-Control');
  const isPermitted =
    directives.some((directive) => /^(public|s-maxage)\s*(=|$)/i.test(directive)) && !isOfSend(headers);
  if (setsCookie || !isPermitted) headers.set('Cache-Control', withoutSharing(directives).join(', '));

  if (!setsCookie) return;
  for (const name of Array.from(headers.names()).filter(isForSharedCaches)) headers.remove(name);
}

/**
 * Whether Cache-Control is what `send` writes if the application sets none: `public, max-age=0`, or the `maxAge` that
 * it was given. `res.sendFile`, `express.static` and `@fastify/static` use `send`, which writes `public` for every
 * file.
 */
function isOfSend(headers: HeaderAccess): boolean {
  const written = /^public, max-age=(\d+)(, immutable)?$/.exec(headers.get('Cache-Control') ?? '');
  return written !== null && (written[1] === '0' || headers.get('Accept-Ranges') === 'bytes');
}

function withoutSharing(directives: readonly string[]): string[] {
  const kept = directives.filter((directive) => !/^(public|s-maxage|private(?=\s*=))\s*(=|$)/i.test(directive));
  return kept.some((directive) => /^(private|no-store)$/i.test(directive)) ? kept : ['private', ...kept];
}
