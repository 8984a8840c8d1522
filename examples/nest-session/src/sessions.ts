import { type KeyedStore, MemorySessionStore } from '@sess/core';
import session from '@sess/express-session';

declare module '@sess/express-session' {
  interface SessionData {
    /** Who has signed in. */
    userId?: string;
    notes?: string[];
  }
}

/** The injection token of the manager, which lists and ends the sessions of a user. */
export const SESSIONS = Symbol('sessions');

/** @param store - In production, one that lasts, such as `@sess/prisma`. The default is for development. */
export function createSessionMiddleware(secret: string, store: KeyedStore = new MemorySessionStore()) {
  return session({
    secret,
    store,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: 14 * 24 * 60 * 60 * 1000 },
    // Whose session it is: signs the user in when userId is set, and out when it is deleted.
    owner: ({ userId }) => userId as string | undefined,
  });
}

export type SessionMiddleware = ReturnType<typeof createSessionMiddleware>;
export type Sessions = SessionMiddleware['sessions'];
