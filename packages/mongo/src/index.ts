export type { SessionCollection } from './driver.js';
export type { CollectionSource } from './lazy-collection.js';
export { MongoSessionStore } from './mongo-session-store.js';
export type { SessionIndexOptions } from './session-indexes.js';
export type { FailureCause } from './store-failure.js';
export type {
  MongoSessionStoreOptions,
  ReadPreferenceMode,
  SessionWriteConcern,
  TransactionSession,
} from './store-options.js';
