// oxlint-disable-next-line import/no-default-export -- applications import it as the default, as with express-session
export { session as default, type ExpressSessionMiddleware, type SessionFunction } from './session.js';
export type { AnySessionManager, CookieFunction, ManagerOptions, SessionOptions } from './options.js';
export type { IncomingRequest } from './incoming-request.js';
export type { Secret } from './signed-cookie.js';
export type { ForeignStore } from './moving/foreign-store.js';
export { Cookie, type CookieData, type CookieOptions } from './cookie.js';
export { Session } from './session-object/session-class.js';
export type { OwnerOf } from './session-object/owner.js';
export { lenientJsonSerializer } from './session-object/lenient-json-serializer.js';
export { MemoryStore } from './store/memory-store.js';
export { Store, type StoreConstructor } from './store/store.js';
export type { GivenSession, SessionInStore, StoreContract, StoreRequest } from './store/store-contract.js';
export type { Callback } from './store/callback.js';
export type { PlainData } from './store/plain-data.js';
export type { MemoryRecords, RecordsOwner, ReplaceableMethods } from './store/memory-records.js';
export { expressStore, type ExpressStoreOptions } from './store/express-store.js';
export type { ManagerStore, ManagerStoreOptions } from './store/manager-store.js';
// With a star, so that declarations of applications are added to SessionData.
export type * from './session-data.js';
