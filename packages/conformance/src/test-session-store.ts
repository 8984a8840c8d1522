import type { SuiteOptions } from './suite-options.js';
import { coreLaws, everyStoreLaws } from './laws/core/core-laws.js';
import { sealedCoreLaws, sealedLaws } from './laws/sealed/sealed-laws.js';
import { storeLaws } from './laws/store-laws.js';
import type { Report } from './report.js';
import type { Runner } from './runner.js';
import { registerSealedLaws } from './sealed/sealed-trials.js';
import type { SessionStoreSubject } from './store-subject.js';
import { registerStoreLaws } from './store-trials.js';

/**
 * Registers, with any test runner, one test for each law that a store must keep: of the store alone, and of core with it.
 *
 * @example
 * ```ts
 * import { describe, it } from 'node:test';
 *
 * declare const subject: StoreSubject;
 * testSessionStore({ describe, it }, subject);
 * ```
 */
export function testSessionStore(runner: Runner, subject: SessionStoreSubject, options: SuiteOptions = {}): Report {
  if (subject.kind === 'sealed') {
    const laws = [...sealedLaws, ...everyStoreLaws, ...sealedCoreLaws];
    return registerSealedLaws(runner, subject.name, subject, laws, options);
  }
  return registerStoreLaws(runner, subject.name, subject, [...storeLaws, ...coreLaws], options);
}
