/** What a `Cookie` header has for one name: nothing, a value, or several. */
export type ReadCookie = { readonly value: string } | 'duplicate' | undefined;

/**
 * Strips spaces and tabs, as browsers do. `trim()` strips other blanks as well: then a cookie whose name begins with
 * one of those, which any subdomain or script may set, would be read as the `__Host-` cookie that only the server can
 * set.
 */
function stripBlanks(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/**
 * Finds the cookie of exactly that name in a `Cookie` header (RFC 6265, sections 4.2 and 5.4). Accepts any text, in
 * linear time.
 *
 * Two cookies of one name are a `'duplicate'` even if their values are equal: they were set for two paths or domains,
 * the header does not say which is which, and the code that set them chose their order (RFC 6265, section 8.6). A
 * semicolon ends a cookie inside quotes, too: by the older grammar, in which it does not, one cookie can swallow the
 * next ones. See also {@link cookieValues}.
 */
export function readCookie(header: string | undefined, name: string): ReadCookie {
  const [value, ...others] = cookieValues(header, name);
  if (others.length > 0) return 'duplicate';
  return value === undefined ? undefined : { value };
}

/**
 * Finds the values of all cookies of exactly that name in a `Cookie` header, as core reads its own: RFC 6265, any text,
 * in linear time. Quotes around a value are removed, nothing is percent-decoded, and a pair without `=` has no name.
 */
export function cookieValues(header: string | undefined, name: string): string[] {
  const values: string[] = [];
  // Most requests without a session come without the name.
  if (!header?.includes(name)) return values;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals < 0 || stripBlanks(pair.slice(0, equals)) !== name) continue;
    const value = stripBlanks(pair.slice(equals + 1));
    const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
    values.push(isQuoted ? value.slice(1, -1) : value);
  }
  return values;
}
