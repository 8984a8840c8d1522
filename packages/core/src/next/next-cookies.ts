import type { SetCookie } from '../cookie/set-cookie.js';
import type { NextCookies } from './next-functions.js';

/**
 * Returns the cookies that `cookies()` has now, as a header. Those of an action and of `proxy.ts` are in it, which the
 * header of the request does not have.
 *
 * `cookies()` keeps one value of each name, decoded. So those that nobody has changed are taken from the header of the
 * request: if two came under one name, core must see both.
 *
 * @param sent - The `Cookie` header of the request
 */
export function cookieHeaderOf(jar: NextCookies, sent: string | null): string | undefined {
  const now = new Map(jar.getAll().map(({ name, value }) => [name, value]));
  const pairs = (sent ?? '').split(/; */).map((pair) => ({ pair, ...decoded(pair) }));
  const before = new Map(pairs.map(({ name, value }) => [name, value]));
  const kept = pairs.filter(({ name }) => now.has(name) && now.get(name) === before.get(name));
  const unchanged = new Set(kept.map(({ name }) => name));
  const changed = [...now].filter(([name, value]) => value !== '' && !unchanged.has(name));
  const lines = [...kept.map(({ pair }) => pair), ...changed.map(([name, value]) => `${name}=${encode(value)}`)];
  return lines.length > 0 ? lines.join('; ') : undefined;
}

const encode = encodeURIComponent;

function decoded(pair: string): { readonly name: string; readonly value: string | undefined } {
  const [name = '', ...rest] = pair.split('=');
  try {
    return { name, value: decodeURIComponent(rest.join('=')) };
  } catch {
    return { name, value: undefined };
  }
}

/**
 * Sets the cookies of a commit. Next.js keeps one cookie of each name, so a cookie in a former place is not removed
 * if it has the name of the one that is set.
 */
export function setCookies(jar: Pick<NextCookies, 'set'>, cookies: readonly SetCookie[]): void {
  for (const [at, { maxAgeSeconds, ...cookie }] of cookies.entries()) {
    if (cookies.slice(0, at).some(({ name }) => name === cookie.name)) continue;
    jar.set({ ...cookie, ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }) });
  }
}

/** Whether cookies can be set: not while a page is rendered, and not in `after()`. Sets none. */
export function canSet(jar: Pick<NextCookies, 'set'>): boolean {
  const wasRead = new Error('The name was read.');
  const probe = {
    get name(): string {
      throw wasRead;
    },
  };
  try {
    // Where cookies cannot be set, this throws before it reads the cookie.
    jar.set(probe as Parameters<NextCookies['set']>[0]);
    return true;
  } catch (error) {
    return error === wasRead;
  }
}
