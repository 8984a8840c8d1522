export type { Fields, SessionDelegate } from './driver.js';
export { PrismaSessionStore } from './prisma-session-store.js';
export type { SessionColumns } from './session-columns.js';
export type { FailureCause } from './store-failure.js';
export type { PrismaSessionStoreOptions } from './store-options.js';
