/** Reads and writes the headers of a response; names in any case. A header that came in several lines is read as one. */
export interface HeaderAccess {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
  /** The names of all headers. */
  names(): Iterable<string>;
}

/**
 * Whether a header speaks to shared caches alone, which then heed it instead of Cache-Control or before it: RFC 9213's
 * `CDN-Cache-Control` with its vendors' own forms (Akamai, Cloudflare, Netlify, Vercel), W3C's Edge Architecture (Fastly, Varnish),
 * Akamai's older one, nginx.
 */
export function isForSharedCaches(name: string): boolean {
  return /^(.+-cache-control|surrogate-control|edge-control|x-accel-expires)$/i.test(name);
}

/** A list's members: commas inside a quoted-string do not end one (RFC 9110, section 5.6.4). */
const member = /(?:"(?:\\.|[^"\\])*"?|[^",])+/g;

function membersOf(headers: HeaderAccess, name: string): string[] {
  return (headers.get(name)?.match(member) ?? []).map((text) => text.trim()).filter(Boolean);
}

/**
 * Tells caches what the session made of the response; sets no cookie. A response that neither looked at the session nor
 * sets its cookie is left alone. Twice does the same as once.
 *
 * Looked at: `Vary: Cookie`, and `Cache-Control: private` unless the handler has let shared caches keep the answer by `public` or
 * `s-maxage`, or forbidden it by `no-store`. A `max-age` alone is no such permission, although it lets them (RFC 9111, section 3),
 * nor is the `public` of {@link isOfSend}.
 * A cookie goes out: a shared cache would hand it to strangers, because a Set-Cookie does not keep a response from being
 * stored (RFC 9111, section 7.3). So nothing that speaks to shared caches alone is left, `private` is there unless
 * `no-store` is, and what speaks to the browser's own cache stays. A `private="field"` covers that field only and would
 * stand against the plain one (RFC 9111, section 4.2.1), so the plain one takes its place.
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
 * Whether Cache-Control is what `send` writes where the application sets none: `public, max-age=0`, or with the `maxAge` that it was
 * given. It is behind `res.sendFile`, `express.static` and `@fastify/static`, and says `public` of every file.
 */
function isOfSend(headers: HeaderAccess): boolean {
  const written = /^public, max-age=(\d+)(, immutable)?$/.exec(headers.get('Cache-Control') ?? '');
  return written !== null && (written[1] === '0' || headers.get('Accept-Ranges') === 'bytes');
}

function withoutSharing(directives: readonly string[]): string[] {
  const kept = directives.filter((directive) => !/^(public|s-maxage|private(?=\s*=))\s*(=|$)/i.test(directive));
  return kept.some((directive) => /^(private|no-store)$/i.test(directive)) ? kept : ['private', ...kept];
}
