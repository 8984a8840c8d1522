import type { Report } from '../report.js';
import type { Runner } from '../runner.js';
import type { SuiteOptions } from '../suite-options.js';
import { registerLaws } from '../suite.js';
import { everySerializerLaw } from './every-serializer-law.js';
import { SerializerBench } from './serializer-bench.js';
import type { SerializerSubject } from './serializer-subject.js';

/** How much of it, and what becomes of the report. */
export type SerializerSuiteOptions = Pick<SuiteOptions, 'lawTimeoutMs' | 'report' | 'rounds' | 'seed'>;

/**
 * Registers, with any test runner, one test for each law that a serializer must keep.
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
  const bench = new SerializerBench(subject, options);
  const trials = everySerializerLaw.map(({ number, topic, title, unmet, check }) => ({
    number,
    topic,
    title,
    unmet: unmet(bench),
    check: async () => {
      await Promise.resolve();
      check(bench);
    },
  }));
  const { name } = subject;
  const heading = {
    suite: 'serializer',
    heading: name,
    subject: name,
    seed: bench.seed,
    kind: 'serializer',
    options,
    ...(subject.versions && { versions: () => subject.versions?.() ?? {} }),
  } as const;
  return registerLaws(runner, heading, trials);
}
