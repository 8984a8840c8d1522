export type { FailureCause } from './failure-cause.js';
export { PrismaSessionStore } from './prisma-session-store.js';
export type { SessionColumns } from './session-columns.js';
export type { Fields, SessionDelegate } from './session-delegate.js';
export type { PrismaSessionStoreOptions } from './store-options.js';
