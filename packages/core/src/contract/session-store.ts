import type { KeyedStore } from './keyed-store.js';
import type { SealedStore } from './sealed-store.js';

/** Where sessions are kept. An application passes either kind as `store:`. */
export type SessionStore = KeyedStore | SealedStore;
