export type { AttributeValue, SessionRecord, StoredSession } from './contract/session-record.js';
export type {
  CallOptions,
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
export type { StoreLimits } from './contract/store-limits.js';
export {
  DeserializeError,
  type Outcome,
  SerializeError,
  SessionError,
  type SessionErrorCode,
  SessionTooLargeError,
  StoreError,
} from './contract/errors.js';
export { parseSessionId, parseSessionKey, type SessionId, type SessionKey, sessionIdOf } from './session-key.js';
export { SessionManager } from './session-manager.js';
export { MemorySessionStore, type MemorySessionStoreOptions } from './memory-session-store.js';
