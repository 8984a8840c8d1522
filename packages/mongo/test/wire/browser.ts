import { type Session, type SessionManager, StoreError } from '@sess/core';

export interface Shop {
  visits: number;
}

/** What the visitor was told of a request. */
export type Told = 'done' | 'not-applied' | 'unknown' | 'interrupted';

/** Holds a session's cookie, and obeys what answers say of it. */
export class Browser {
  cookie: string | undefined;

  constructor(cookie?: string) {
    this.cookie = cookie;
  }

  /** One request from beginning to end. Rejects with what is no error of the store and no interruption. */
  async visit(sessions: SessionManager<Shop>, handler: (session: Session<Shop>) => unknown): Promise<Told> {
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

/** What a request with that cookie sees, asked past all faults. */
export async function seen(sessions: SessionManager<Shop>, cookie: string | undefined) {
  const { session } = await sessions.open(cookie);
  return session.isNew ? undefined : { visits: session.get('visits'), owner: session.owner };
}
