import { registerSealedLaws, registerStoreLaws } from './fixture/register-fixture-laws.js';
import { sealedStoryLaws, storyLaws } from './laws/http/story-laws.js';
import type { Report } from './report/report.js';
import type { Middleware } from './story/middleware.js';
import type { Runner } from './suite/runner.js';
import type { SessionStoreSubject } from './suite/store-subject.js';
import type { SuiteOptions } from './suite/suite-options.js';

/**
 * Registers one test for each law about what browsers see. Requests go through a middleware of core:
 * {@link nodeMiddleware}, {@link fetchMiddleware}, or an adapter that you write for a framework.
 *
 * @example
 * ```ts
 * import { describe, it } from 'node:test';
 *
 * declare const subject: StoreSubject;
 * testHttpStory({ describe, it }, subject, nodeMiddleware);
 * ```
 */
export function testHttpStory(
  runner: Runner,
  subject: SessionStoreSubject,
  middleware: Middleware,
  options: SuiteOptions = {},
): Report {
  const heading = `${subject.name} over ${middleware.name}`;
  if (subject.kind === 'sealed') {
    return registerSealedLaws(runner, heading, subject, sealedStoryLaws(middleware), options, 'HTTP story');
  }
  return registerStoreLaws(runner, heading, subject, storyLaws(middleware), options, 'HTTP story');
}
