import { type LawReport, type Outcome, type Report, reportFormat, type SuiteName } from '../report/report.js';

/** A report that cannot be read, with its source and what is wrong in it. */
export class UnreadableReportError extends Error {
  override readonly name = 'UnreadableReportError';
}

const suiteNames: readonly SuiteName[] = ['keyed store', 'sealed store', 'HTTP story', 'serializer'];
const outcomes: readonly Outcome[] = ['passed', 'failed', 'not claimed', 'not run'];

/**
 * Reads a report's JSON. `source` is what messages call it: the path of its file.
 *
 * @throws {@link UnreadableReportError} where it is no JSON, no report, or one of another format.
 */
export function readReport(text: string, source: string): Report {
  const fail = (what: string): never => {
    throw new UnreadableReportError(`${source} ${what}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    return fail('is not JSON: it was changed or cut after it was written, or is another file.');
  }
  if (!isObject(value) || !('format' in value)) return fail('is no report of @sess/conformance: it names no format.');
  if (value['format'] !== reportFormat) {
    return fail(
      `has format ${JSON.stringify(value['format'])}, and this version of @sess/conformance reads ${reportFormat}: ` +
        'make page and reports with the same version.',
    );
  }
  const { suite, subject, startedAt, seed, versions, laws } = value;
  if (!suiteNames.some((name) => name === suite)) fail(`has a suite that nobody knows: ${JSON.stringify(suite)}.`);
  if (typeof subject !== 'string' || subject === '') fail('says not whose report it is: "subject" should be a text.');
  if (!isCount(startedAt) || !isCount(seed)) fail('should have numbers for "startedAt" and "seed".');
  if (!isObject(versions) || !Object.values(versions).every((version) => typeof version === 'string')) {
    fail('should have "versions", texts by name.');
  }
  if (!Array.isArray(laws)) return fail('should have "laws", a list.');
  for (const [index, law] of laws.entries()) {
    if (!isLawReport(law)) fail(`has a law that cannot be read, number ${index + 1} in the list.`);
  }
  // Every field was looked at.
  return value as unknown as Report;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isLawReport(value: unknown): value is LawReport {
  if (!isObject(value)) return false;
  const { law, topic, title, outcome, reason, durationMs, storeCalls, rounds } = value;
  return (
    [law, topic, title].every((text) => typeof text === 'string') &&
    outcomes.some((known) => known === outcome) &&
    (reason === undefined || typeof reason === 'string') &&
    [durationMs, storeCalls, rounds].every((count) => count === undefined || isCount(count))
  );
}
