import type { LawReport, Report, SuiteName } from '../report/report.js';
import { suiteTitles } from './wording.js';

/** One law and its result on each subject of the table, in their order. */
export interface Row {
  readonly law: string;
  readonly title: string;
  /** `undefined` if the subject's report does not contain the law, because it is older or newer. */
  readonly cells: readonly (LawReport | undefined)[];
}

export interface Topic {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** All subjects of one suite and all of its laws. */
export interface Matrix {
  readonly suite: SuiteName;
  readonly reports: readonly Report[];
  readonly topics: readonly Topic[];
  /** The number of laws. */
  readonly laws: number;
}

/** Returns a table for each suite that has reports. */
export function matricesOf(reports: readonly Report[]): readonly Matrix[] {
  return (Object.keys(suiteTitles) as SuiteName[]).flatMap((suite) => {
    const own = reports
      .filter((report) => report.suite === suite)
      .toSorted((one, other) => one.subject.localeCompare(other.subject, 'en'));
    if (own.length === 0) return [];
    const topics = topicsOf(own);
    return [{ suite, reports: own, topics, laws: topics.reduce((sum, { rows }) => sum + rows.length, 0) }];
  });
}

function topicsOf(reports: readonly Report[]): readonly Topic[] {
  // The newest report has today's laws. Laws that only older reports have follow.
  const byAge = reports.toSorted((one, other) => other.startedAt - one.startedAt);
  const laws = new Map<string, LawReport>();
  for (const report of byAge) for (const law of report.laws) if (!laws.has(law.law)) laws.set(law.law, law);
  const found = reports.map((report) => new Map(report.laws.map((law) => [law.law, law])));
  const topics = new Map<string, Row[]>();
  for (const { law, topic, title } of laws.values()) {
    const rows = topics.get(topic) ?? [];
    rows.push({ law, title, cells: found.map((entries) => entries.get(law)) });
    topics.set(topic, rows);
  }
  return [...topics].map(([name, rows]) => ({ name, rows }));
}
