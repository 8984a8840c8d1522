import { registerSealedLaws, registerStoreLaws } from './fixture/register-fixture-laws.js';
import { coreLaws, everyStoreLaws } from './laws/core/core-laws.js';
import { sealedCoreLaws, sealedLaws } from './laws/sealed/sealed-laws.js';
import { storeLaws } from './laws/store/store-laws.js';
import type { Report } from './report/report.js';
import type { Runner } from './suite/runner.js';
import type { SessionStoreSubject } from './suite/store-subject.js';
import type { SuiteOptions } from './suite/suite-options.js';

/**
 * Registers one test for each law that a store must keep, alone and together with core. Works with any test runner.
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
