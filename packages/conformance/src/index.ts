export type { ManagerOptions, SuiteOptions } from './bench.js';
export type { Data, Sessions, Visited } from './browser.js';
export type { LawReport, Outcome, Report, SuiteName } from './report.js';
export type { RegisterTest, Runner } from './runner.js';
export type { SealedAbility, SealedOpenOptions, SealedSubject, SealingKey } from './sealed/sealed-subject.js';
export type {
  Ability,
  OpenedStore,
  OpenOptions,
  OutageSwitch,
  SessionStoreSubject,
  StoreSubject,
} from './store-subject.js';
export type { KeptInstance, KeptKind, SerializerSubject } from './serializer/serializer-subject.js';
export { type SerializerSuiteOptions, testSerializer } from './serializer/test-serializer.js';
export { fetchMiddleware } from './story/fetch-middleware.js';
export type { Middleware, Page, PageAnswer, PageRequest, Pages, Site } from './story/middleware.js';
export { nodeMiddleware } from './story/node-middleware.js';
export { testHttpStory } from './test-http-story.js';
export { testSessionStore } from './test-session-store.js';
export type { Versions } from './versions.js';
