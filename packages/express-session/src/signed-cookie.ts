import type { CipherKey } from 'node:crypto';
import { sign, unsign } from 'cookie-signature';

/** Secrets that sign a cookie: the first signs, and any of them is accepted. */
export type Secrets = readonly [Secret, ...Secret[]];

/** What signs a cookie. */
export type Secret = CipherKey;

const prefix = 's:';

/** Returns the value of a cookie: `s:<value>.<signature>`, the form that express-session uses. */
export function signed(value: string, [secret]: Secrets): string {
  return prefix + sign(value, secret);
}

/** Returns what was signed with one of the secrets, or `undefined`. */
export function unsigned(cookie: string, secrets: Secrets): string | undefined {
  if (!cookie.startsWith(prefix)) return undefined;
  for (const secret of secrets) {
    const value = unsign(cookie.slice(prefix.length), secret);
    if (value !== false) return value;
  }
  return undefined;
}
