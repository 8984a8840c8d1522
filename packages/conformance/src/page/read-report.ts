import { type LawReport, type Report, reportFormat } from '../report/report.js';
import { signs, suiteTitles } from './wording.js';

/** Thrown for a report that cannot be read. The message names its source and what is wrong with it. */
export class UnreadableReportError extends Error {
  override readonly name = 'UnreadableReportError';
}

/**
 * Parses a report's JSON. Messages refer to it by `source`, the path of its file.
 *
 * @throws {@link UnreadableReportError} if the text is not JSON, not a report, or a report of another format.
 */
export function readReport(text: string, source: string): Report {
  const fail = (what: string): never => {
    throw new UnreadableReportError(`${source} ${what}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    return fail('is not JSON: it was changed or cut off after it was written, or it is another file.');
  }
  if (!isObject(value) || !('format' in value))
    return fail('is not a report of @sess/conformance: it has no "format".');
  if (value['format'] !== reportFormat) {
    return fail(
      `has format ${JSON.stringify(value['format'])}, and this version of @sess/conformance reads ${reportFormat}: ` +
        'use the same version for the page and the reports.',
    );
  }
  const { suite, subject, startedAt, seed, versions, laws } = value;
  if (!Object.keys(suiteTitles).some((name) => name === suite)) fail(`has an unknown suite: ${JSON.stringify(suite)}.`);
  if (typeof subject !== 'string' || subject === '')
    fail('does not name its subject: "subject" must be a string that is not empty.');
  if (!isCount(startedAt) || !isCount(seed)) fail('must have numbers for "startedAt" and "seed".');
  if (!isObject(versions) || !Object.values(versions).every((version) => typeof version === 'string')) {
    fail('must have "versions", an object of strings.');
  }
  if (!Array.isArray(laws)) return fail('must have "laws", an array.');
  for (const [index, law] of laws.entries()) {
    if (!isLawReport(law)) fail(`has an invalid law, number ${index + 1} in the list.`);
  }
  // All fields were checked above.
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
    Object.keys(signs).some((known) => known === outcome) &&
    (reason === undefined || typeof reason === 'string') &&
    [durationMs, storeCalls, rounds].every((count) => count === undefined || isCount(count))
  );
}
