export type { AttributeValue, SessionRecord, StoredSession } from './contract/session-record.js';
export type { CallOptions } from './contract/call-options.js';
export type {
  ClearResult,
  Conflict,
  CreateResult,
  Deleted,
  DeleteResult,
  Gone,
  KeyedStore,
  Taken,
  UpdateResult,
  Written,
} from './contract/keyed-store.js';
export type { OwnedSession, OwnerIndex, OwnerPage } from './contract/owner-index.js';
export type { SealContext, SealedRecord, SealedStore, Unsealed } from './contract/sealed-store.js';
export type { Serializer } from './contract/serializer.js';
export type { SessionStore } from './contract/session-store.js';
export type { StoreFinding } from './contract/store-finding.js';
export type { StoreLimits } from './contract/store-limits.js';
export {
  CorruptSessionError,
  DeserializeError,
  AmbiguousCookieError,
  InterruptedError,
  type Outcome,
  SerializeError,
  SessionConflictError,
  SessionError,
  type SessionErrorCode,
  SessionTooLargeError,
  StoreError,
} from './contract/errors.js';
export { parseSessionId, parseSessionKey, sessionIdOf } from './keys/session-key.js';
export type { SessionId, SessionKey } from './contract/session-id.js';
export { SessionManager } from './manager/session-manager.js';
export type { GetOptions, OpenedSession } from './manager/start-visit.js';
export type { AdoptedSession, AdoptOptions } from './keyed/adopt-options.js';
export type {
  CommonOptions,
  ConflictResolvers,
  NamedLifetimes,
  SessionManagerOptions,
} from './manager/manager-options.js';
export type { ConflictingValues } from './changes/change-replay.js';
export type { KeyOf, ReadonlySession, ValueOf } from './session/readonly-session.js';
export type { Session } from './session/session.js';
export type { SignInOptions } from './session/sign-in-options.js';
export type { ExpireOptions } from './session/session-end.js';
export type { SessionEventName, SessionEvents, SessionListener } from './events/session-events.js';
export type { LifetimeOptions } from './options/lifetimes.js';
export type { ClearExpiredOptions, ClearExpiredResult } from './manager/clear-expired.js';
export type { CreatedSession, NewSession } from './manager/create-session.js';
export type { FollowedSession, FollowedStatus } from './manager/followed-session.js';
export type { InspectedSession } from './manager/inspect-session.js';
export type { RevokeOptions, RevokeOwnerOptions } from './manager/owned-sessions.js';
export type { Duration } from './options/duration.js';
export { refuseUnknownOptions } from './options/option-names.js';
export { refuseBadArguments, type StoreArguments } from './contract/store-arguments.js';
export { jsonSerializer } from './payload/json-serializer.js';
export type { CookieOptions, CookiePlace, FormerCookiePlace } from './cookie/cookie-policy.js';
export { cookieValues } from './cookie/read-cookie.js';
export { serializeSetCookie, type SetCookie } from './cookie/set-cookie.js';
export type { Commit, CommitCall, CommitResult, RequestBinding, ResponseProgress } from './http/request-binding.js';
export type { RequestFacts } from './http/request-facts.js';
export { applySessionHeaders, type ResponseSession } from './http/session-headers.js';
export { MemorySessionStore, type MemorySessionStoreOptions } from './memory/memory-session-store.js';
