import type * as exported from '@sess/express-session' with { 'resolution-mode': 'import' };

/** What `require('@sess/express-session')` returns: the function, with the other exports as its properties. */
declare function session(options?: exported.SessionOptions): exported.ExpressSessionMiddleware;

declare namespace session {
  /** What applications in CommonJS declare is added to this one. */
  // oxlint-disable-next-line typescript/no-empty-object-type -- it is empty until then
  interface SessionData extends exported.SessionData {}
  type CookieOptions = exported.CookieOptions;
  type SessionOptions = exported.SessionOptions;

  const Cookie: typeof exported.Cookie;
  type Cookie = exported.Cookie;
  const MemoryStore: typeof exported.MemoryStore;
  type MemoryStore = exported.MemoryStore;
  const Session: typeof exported.Session;
  type Session = exported.BareSession;
  const Store: typeof exported.Store;
  type Store = exported.Store;
  const expressStore: typeof exported.expressStore;
  const lenientJsonSerializer: typeof exported.lenientJsonSerializer;
}

export = session;
