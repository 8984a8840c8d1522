import { LoadedSession } from './loaded-session.js';

const carried = Symbol('loaded session');

/**
 * Makes the cookie of a session carry what was read. By the method `toJSON` @fastify/session reads a cookie, whose
 * settings it keeps with the session that it makes. Others copy the cookie's enumerable properties.
 */
export function carry(loaded: LoadedSession, cookie: object): void {
  Object.defineProperty(cookie, carried, { value: loaded });
  Object.defineProperty(cookie, 'toJSON', { value: () => ({ ...cookie, [carried]: loaded }) });
}

/** Returns what was read, if this is a copy of it, `{ ...session }`, or what @fastify/session has made of it. */
export function carriedBy(session: object): LoadedSession | undefined {
  for (const name of ['cookie', ...Object.getOwnPropertySymbols(session)]) {
    const value: unknown = Reflect.get(session, name);
    const loaded: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, carried) : undefined;
    if (loaded instanceof LoadedSession) return loaded;
  }
  return undefined;
}
