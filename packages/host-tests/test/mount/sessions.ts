import { MemorySessionStore, SessionManager } from '@sess/core';

export type Sessions = SessionManager<{ visits: number }>;

export function createSessions(): Sessions {
  return new SessionManager({ store: new MemorySessionStore() });
}
