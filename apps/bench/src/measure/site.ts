import { MemorySessionStore, type OpenedSession, type Serializer, SessionManager } from '@sess/core';

type Data = Record<string, unknown>;

/** A manager on the store in memory, so that the session layer is what is measured. */
export function openSite(options: { readonly serializer?: Serializer } = {}): SessionManager {
  // Few: each visit of a stranger may leave a megabyte behind.
  const store = new MemorySessionStore({ maxSessions: 8, maxPayloadBytes: 64 * 1024 * 1024 });
  return new SessionManager({ store, ...options });
}

/** One request: its session is opened, used and committed. Returns the cookie to come back with. */
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
