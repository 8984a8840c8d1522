import { countsOf, type LawReport, type Outcome, type Report, type SuiteName } from '../report/report.js';

/** The signs for outcomes in narrow columns, in the order in which tables list them. */
export const signs: Readonly<Record<Outcome, string>> = {
  passed: '✓',
  failed: '✗',
  'not claimed': '–',
  'not run': '○',
};

/** The titles of the suites, in the order of their tables. */
export const suiteTitles: Readonly<Record<SuiteName, string>> = {
  'keyed store': 'Stores that keep records on a server',
  'sealed store': 'Stores that keep the record in the cookie',
  serializer: 'Serializers',
  'HTTP story': 'What browsers see',
};

/** `1 law`, `2 laws`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}

export function duration(milliseconds: number): string {
  if (milliseconds < 1) return '< 1 ms';
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
}

/** The measurements of a law: `12 ms, 412 store calls, 50 rounds`. */
export function numbersOf({ durationMs, storeCalls, rounds }: LawReport): string {
  return [
    ...(durationMs === undefined ? [] : [duration(durationMs)]),
    ...(storeCalls === undefined ? [] : [count(storeCalls, 'store call')]),
    ...(rounds === undefined ? [] : [count(rounds, 'round')]),
  ].join(', ');
}

/** Counts by outcome, without zeros except for passed. */
export function shownCounts(report: Report): [Outcome, number][] {
  const counts = Object.entries(countsOf(report)) as [Outcome, number][];
  return counts.filter(([outcome, number]) => number > 0 || outcome === 'passed');
}

/** Sums up all laws of a report. */
export function totalsOf({ laws }: Report): { readonly durationMs: number; readonly storeCalls: number } {
  const sum = (of: 'durationMs' | 'storeCalls') => laws.reduce((total, law) => total + (law[of] ?? 0), 0);
  return { durationMs: sum('durationMs'), storeCalls: sum('storeCalls') };
}

export function versionsText({ versions }: Report): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

/** The day of the newest report: `24 November 2026`. */
export function dayOf(reports: readonly Report[]): string {
  const newest = Math.max(...reports.map(({ startedAt }) => startedAt));
  const format = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Date(newest).toLocaleDateString('en-GB', format);
}

/** Returns the laws that are not claimed, by what the subject would have to offer: need to law numbers. */
export function unclaimedOf({ laws }: Report): ReadonlyMap<string, readonly string[]> {
  const byNeed = new Map<string, string[]>();
  for (const { law, outcome, reason = 'no reason given' } of laws) {
    if (outcome === 'not claimed') byNeed.set(reason, [...(byNeed.get(reason) ?? []), law]);
  }
  return byNeed;
}
