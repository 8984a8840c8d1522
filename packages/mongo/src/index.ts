export type { FailureCause } from './failure-cause.js';
export type { CollectionSource } from './lazy-collection.js';
export { MongoSessionStore } from './mongo-session-store.js';
export type { SessionCollection } from './session-collection.js';
export type { SessionIndexOptions } from './session-indexes.js';
export type { MongoSessionStoreOptions, ReadPreferenceMode, SessionWriteConcern } from './store-options.js';
