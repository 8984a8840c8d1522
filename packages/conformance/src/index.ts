export { type Runner, type StoreSubject, testSessionStore } from './test-session-store.js';
