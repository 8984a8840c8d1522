export type { SuiteOptions } from './bench.js';
export type { LawReport, Outcome, Report } from './report.js';
export type { Runner } from './runner.js';
export type { Ability, OpenedStore, OpenOptions, OutageSwitch, StoreSubject } from './store-subject.js';
export { testSessionStore } from './test-session-store.js';
