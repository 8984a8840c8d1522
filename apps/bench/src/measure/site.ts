import { MemorySessionStore, type OpenedSession, type Serializer, SessionManager } from '@sess/core';

type Data = Record<string, unknown>;

/** A manager on the memory store, so that only the session layer is measured. */
export function openSite(options: { readonly serializer?: Serializer } = {}): SessionManager {
  // Few sessions, because each new one may hold a megabyte.
  const store = new MemorySessionStore({ maxSessions: 8, maxPayloadBytes: 64 * 1024 * 1024 });
  return new SessionManager({ store, ...options });
}

/** Opens a session, uses it and commits it, as one request does. Returns the cookie for the next request. */
export async function visit(
  sessions: SessionManager,
  cookie: string | undefined,
  use: (session: OpenedSession<Data, never>['session']) => void,
): Promise<string> {
  const opened = await sessions.open(cookie);
  use(opened.session);
  const { cookies } = await opened.commit({ status: 200 });
  const [set] = cookies;
  return set ? `${set.name}=${set.value}` : (cookie ?? '');
}
