export { CookieSessionStore } from './cookie-session-store.js';
export { keyedRevocations, type Revocations } from './revocations.js';
export type { CookieSessionStoreOptions, SealingKey } from './store-options.js';
