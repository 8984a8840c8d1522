import { cookieValues } from '@sess/core';
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
  const values = new Set(cookieValues(request.headers.cookie, name));
  const valid = new Set<string>();
  if (values.size <= mostTried) {
    for (const each of values) {
      const value = unsigned(decoded(each), secrets);
      if (value !== undefined) valid.add(value);
    }
  }
  if (valid.size > 0) return [...valid];
  const value = ofParser(request, name, secrets);
  return value === undefined ? [] : [value];
}

/** Returns the pairs of a `Cookie` header, except those that core would read under one of the names. */
export function otherPairs(header: string | undefined, names: readonly string[]): string[] {
  const pairs = header?.split(';') ?? [];
  return pairs.filter((pair) => names.every((name) => cookieValues(pair, name).length === 0));
}

function decoded(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
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
