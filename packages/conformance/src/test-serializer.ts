import { SerializerFixture } from './fixture/serializer/serializer-fixture.js';
import { everySerializerLaw } from './laws/serializer/serializer-laws.js';
import type { Report } from './report/report.js';
import { registerLaws } from './suite/register-laws.js';
import type { Runner } from './suite/runner.js';
import type { SerializerSubject } from './suite/serializer-subject.js';
import type { SuiteOptions } from './suite/suite-options.js';

/** How much the suite tests, for how long, and where the report goes. */
export type SerializerSuiteOptions = Pick<
  SuiteOptions,
  'effort' | 'lawTimeoutMs' | 'modelRuns' | 'report' | 'rounds' | 'seed'
>;

/**
 * Registers one test for each law that a serializer must keep. Works with any test runner.
 *
 * @example
 * ```ts
 * import { jsonSerializer } from '@sess/core';
 * import { testSerializer } from '@sess/conformance';
 * import { describe, it } from 'node:test';
 *
 * testSerializer({ describe, it }, { name: 'JSON', serializer: jsonSerializer });
 * ```
 */
export function testSerializer(
  runner: Runner,
  subject: SerializerSubject,
  options: SerializerSuiteOptions = {},
): Report {
  const fixture = new SerializerFixture(subject, options);
  const trials = everySerializerLaw.map(({ number, topic, title, unmet, check }) => ({
    number,
    topic,
    title,
    unmet: unmet(fixture),
    check: async () => {
      await check(fixture);
    },
  }));
  const { name } = subject;
  const heading = {
    suite: 'serializer',
    heading: name,
    subject: name,
    seed: fixture.seed,
    kind: 'serializer',
    options,
    ...(subject.versions && { versions: () => subject.versions?.() ?? {} }),
  } as const;
  return registerLaws(runner, heading, trials);
}
