export { CookieSessionStore } from './cookie-session-store.js';
export type { SealingKey } from './key-ring.js';
export { keyedRevocations, type Revocations } from './revocations.js';
export type { CookieSessionStoreOptions } from './store-options.js';
