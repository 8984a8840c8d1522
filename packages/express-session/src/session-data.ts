import type { Cookie } from './cookie.js';
import type { Session } from './session-object/session-class.js';
import type { Store } from './store/store.js';

/* oxlint-disable typescript/ban-ts-comment, typescript/consistent-type-imports -- their types may be missing */
/* oxlint-disable eslint/no-shadow, typescript/no-empty-object-type -- what is added to their types has their names */

// Where `@types/express-session` is installed, which connect-redis and others bring along, it declares the same
// properties of a request as this file. Both must then have one type. So that type is theirs, and this file adds to it
// what ours has more. Where it is not installed, these imports are `any`, and the type is ours.

// Not imported by a statement, because api-extractor cannot follow one to a module with a single export.
type RequiredSessionData = import('../commonjs/index.cjs').SessionData;

/** @ts-ignore -- not installed everywhere */
type TheirSession = import('express-session').Session;
/** @ts-ignore -- not installed everywhere */
type TheirSessionData = import('express-session').SessionData;
/** @ts-ignore -- not installed everywhere */
type TheirCookie = import('express-session').Cookie;
/** @ts-ignore -- not installed everywhere */
type TheirStore = import('express-session').Store;

/** In a tuple, because a condition on the type of a missing module has no result. */
type IsMissing<Type> = [0] extends [1 & Type] ? true : false;

/**
 * The data of a session, which `req.session` has as its properties. Declare yours:
 *
 * @example
 * ```ts
 * declare module '@sess/express-session' {
 *   interface SessionData {
 *     user: string;
 *   }
 * }
 * ```
 */
export interface SessionData {
  cookie: IsMissing<TheirCookie> extends true ? Cookie : TheirCookie;
}

/** The type of `req.session` without the data. */
export type BareSession = IsMissing<TheirSession> extends true ? Session : TheirSession;

/** The data that the application has declared, for this package or for express-session. */
export type DeclaredData = IsMissing<TheirSessionData> extends true ? RequiredSessionData : TheirSessionData;

/** The type of `req.session`. */
export type RequestSession = BareSession & Partial<DeclaredData>;

/** The type of `req.sessionStore`. */
export type RequestStore =
  IsMissing<TheirStore> extends true ? Store : TheirStore & { generate: (req: Express.Request) => void };

declare global {
  namespace Express {
    interface Request {
      /** The session of the visitor. Behind the middleware, each request has one. */
      session: RequestSession;
      /** The id of the session, which is safe to log. The cookie holds another value. */
      sessionID: string;
      /** The sessions of all visitors, with the methods of a store of express-session. */
      sessionStore: RequestStore;
    }
  }
}

/** @ts-ignore -- not installed everywhere */
declare module 'express-session' {
  interface SessionData extends RequiredSessionData {}
  interface Session {
    save(): Promise<void>;
    reload(): Promise<void>;
    regenerate(): Promise<void>;
    destroy(): Promise<void>;
  }
}
