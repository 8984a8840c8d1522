/** Reads and writes the headers of a response; names in any case. A header that came in several lines is read as one. */
export interface HeaderAccess {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
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
 * Looked at: `Vary: Cookie`, and `Cache-Control: private` where the handler chose nothing.
 * A cookie goes out: a shared cache would hand it to strangers, because a Set-Cookie does not keep a response from being
 * stored (RFC 9111, section 7.3). So nothing that speaks to shared caches alone is left, `private` is there unless
 * `no-store` is, and what speaks to the browser's own cache stays. A `private="field"` covers that field only and would
 * stand against the plain one (RFC 9111, section 4.2.1), so the plain one takes its place.
 */
export function applySessionHeaders(
  headers: HeaderAccess,
  result: { readonly accessed: boolean; readonly cookies: readonly unknown[] },
): void {
  const setsCookie = result.cookies.length > 0;
  if (!result.accessed && !setsCookie) return;

  const vary = membersOf(headers, 'Vary');
  if (!vary.some((field) => /^(\*|cookie)$/i.test(field))) headers.set('Vary', [...vary, 'Cookie'].join(', '));

  let directives = membersOf(headers, 'Cache-Control');
  if (!setsCookie && directives.length) return;
  directives = directives.filter((directive) => !/^(public|s-maxage|private(?=\s*=))\s*(=|$)/i.test(directive));
  if (!directives.some((directive) => /^(private|no-store)$/i.test(directive))) directives.unshift('private');
  headers.set('Cache-Control', directives.join(', '));

  if (!setsCookie) return;
  // These go before Cache-Control, or replace it, at the caches that know them: RFC 9213 with its vendors' own forms,
  // W3C's Edge Architecture (Fastly, Varnish), Akamai, nginx.
  for (const vendor of ['', 'Cloudflare-', 'Netlify-', 'Vercel-']) headers.remove(`${vendor}CDN-Cache-Control`);
  for (const name of ['Surrogate-Control', 'Edge-Control', 'X-Accel-Expires']) headers.remove(name);
}
