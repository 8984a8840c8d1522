import type { KeyedStore } from './keyed-store.js';
import type { SealedStore } from './sealed-store.js';

/** Where sessions are kept; for the application both kinds are just `store:`. */
export type SessionStore = KeyedStore | SealedStore;
