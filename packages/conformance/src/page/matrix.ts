import type { LawReport, Report, SuiteName } from '../report/report.js';

/** One law, and what became of it on each subject of the table, in their order. */
export interface Row {
  readonly law: string;
  readonly title: string;
  /** `undefined` where the subject's report does not know the law: it is older, or newer. */
  readonly cells: readonly (LawReport | undefined)[];
}

export interface Topic {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** All subjects of one suite by all of its laws. */
export interface Matrix {
  readonly suite: SuiteName;
  readonly reports: readonly Report[];
  readonly topics: readonly Topic[];
}

const order: readonly SuiteName[] = ['keyed store', 'sealed store', 'serializer', 'HTTP story'];

/** A table for each suite that there are reports of. */
export function matricesOf(reports: readonly Report[]): readonly Matrix[] {
  return order.flatMap((suite) => {
    const own = reports
      .filter((report) => report.suite === suite)
      .toSorted((one, other) => one.subject.localeCompare(other.subject, 'en'));
    return own.length === 0 ? [] : [{ suite, reports: own, topics: topicsOf(own) }];
  });
}

function topicsOf(reports: readonly Report[]): readonly Topic[] {
  // The newest report knows the laws of today; what only older ones know comes after it.
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
