export type { Runner } from './runner.js';
export type { Ability, OpenedStore, OpenOptions, OutageSwitch, StoreSubject } from './store-subject.js';
export { testSessionStore } from './test-session-store.js';
