export type { EffortOptions } from './suite/effort.js';
export type { ManagerOptions, SuiteOptions } from './suite/suite-options.js';
export type { Data, Sessions, Visited } from './suite/sessions.js';
export type { LawReport, Outcome, Report, SuiteName } from './report/report.js';
export type { RegisterTest, Runner } from './suite/runner.js';
export type { SealedAbility, SealedOpenOptions, SealedSubject, SealingKey } from './suite/sealed-subject.js';
export type {
  Ability,
  OpenedStore,
  OpenOptions,
  OutageSwitch,
  SessionStoreSubject,
  StoreSubject,
} from './suite/store-subject.js';
export type { KeptInstance, KeptKind, SerializerSubject } from './suite/serializer-subject.js';
export { type SerializerSuiteOptions, testSerializer } from './test-serializer.js';
export { fetchMiddleware } from './story/fetch-middleware.js';
export type { Middleware, Page, PageAnswer, PageRequest, Pages, Site } from './story/middleware.js';
export { nodeMiddleware } from './story/node-middleware.js';
export { testHttpStory } from './test-http-story.js';
export { testSessionStore } from './test-session-store.js';
export type { Versions } from './report/versions.js';
