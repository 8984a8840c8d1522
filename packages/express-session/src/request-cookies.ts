import type { IncomingRequest } from './incoming-request.js';
import { type Secrets, unsigned } from './signed-cookie.js';

/** A header has room for a thousand cookies of one name, and each signature takes time. */
const mostTried = 50;

/**
 * Returns what the signed cookies of that name hold. Browsers send several if they were set for several paths or
 * domains; of very many, none is used.
 *
 * If the header has none, what cookie-parser has found is used, as in express-session. Something else may have put it
 * there.
 */
export function signedValues(request: IncomingRequest, name: string, secrets: Secrets): readonly string[] {
  const values = [...new Set(cookiesNamed(request.headers.cookie, name))];
  const tried = values.length > mostTried ? [] : values;
  const unique = new Set(tried.map((value) => unsigned(decoded(value), secrets)));
  const valid = [...unique].filter((value) => value !== undefined);
  if (valid.length > 0) return valid;
  const value = ofParser(request, name, secrets);
  return value === undefined ? [] : [value];
}

/** Returns the pairs of a `Cookie` header, except those with one of the names. */
export function otherPairs(header: string | undefined, names: readonly string[]): string[] {
  return pairsIn(header).flatMap(([name, value]) => (names.includes(name) ? [] : [`${name}=${value}`]));
}

function cookiesNamed(header: string | undefined, wanted: string): string[] {
  // Most requests without a session come without the name.
  if (!header?.includes(wanted)) return [];
  return pairsIn(header).flatMap(([name, value]) => (name === wanted ? [value] : []));
}

function pairsIn(header = ''): (readonly [name: string, value: string])[] {
  return header.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [] : [[stripped(pair.slice(0, equals)), stripped(pair.slice(equals + 1))] as const];
  });
}

/** Removes blanks, but not those of other languages, which may be part of a name. */
function stripped(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function decoded(value: string): string {
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  const text = isQuoted ? value.slice(1, -1) : value;
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function ofParser({ signedCookies, cookies }: IncomingRequest, name: string, secrets: Secrets): string | undefined {
  const parsed = ownText(signedCookies, name);
  if (parsed) return parsed;
  const raw = ownText(cookies, name);
  return raw && unsigned(raw, secrets);
}

function ownText(cookies: object | undefined, name: string): string | undefined {
  const value: unknown = cookies && Object.getOwnPropertyDescriptor(cookies, name)?.value;
  return typeof value === 'string' ? value : undefined;
}
