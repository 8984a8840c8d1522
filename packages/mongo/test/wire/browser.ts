import { type Session, type SessionManager, StoreError } from '@sess/core';

export interface Shop {
  visits: number;
}

/** The result of a request for the visitor. */
export type RequestResult = 'done' | 'not-applied' | 'unknown' | 'interrupted';

/** Keeps a session's cookie, and replaces or removes it as responses say. */
export class Browser {
  cookie: string | undefined;

  constructor(cookie?: string) {
    this.cookie = cookie;
  }

  /** Sends one request. Rejects with errors that are neither a StoreError nor an interruption. */
  async visit(sessions: SessionManager<Shop>, handler: (session: Session<Shop>) => unknown): Promise<RequestResult> {
    try {
      const { session, commit } = await sessions.open(this.cookie);
      await handler(session);
      const { cookies } = await commit({ status: 200 });
      for (const { name, value, maxAgeSeconds } of cookies) {
        this.cookie = maxAgeSeconds === 0 ? undefined : `${name}=${value}`;
      }
      return 'done';
    } catch (error) {
      if (error instanceof StoreError) return error.outcome;
      if (error instanceof Error && error.name === 'InterruptedError') return 'interrupted';
      throw error;
    }
  }
}

export const count = (session: Session<Shop>): unknown => session.update('visits', 0, (visits) => visits + 1);

/** Returns the session of that cookie. The manager should be one without faults. */
export async function sessionOf(sessions: SessionManager<Shop>, cookie: string | undefined) {
  const { session } = await sessions.open(cookie);
  return session.isNew ? undefined : { visits: session.get('visits'), owner: session.owner };
}
