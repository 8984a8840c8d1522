import { countsOf, type LawReport, type Outcome, type Report, type SuiteName } from '../report/report.js';

/** The signs for outcomes where there is no room for words. */
export const signs: Readonly<Record<Outcome, string>> = {
  passed: '✓',
  failed: '✗',
  'not claimed': '–',
  'not run': '○',
};

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

/** Counts by outcome, without zeros except for passed: `127 passed, 14 not claimed`. */
export function countsText(report: Report): string {
  return Object.entries(countsOf(report))
    .filter(([outcome, number]) => number > 0 || outcome === 'passed')
    .map(([outcome, number]) => `${number} ${outcome}`)
    .join(', ');
}

/** Sums up all laws of a report. */
export function totalsOf({ laws }: Report): { readonly durationMs: number; readonly storeCalls: number } {
  let [durationMs, storeCalls] = [0, 0];
  for (const law of laws) {
    durationMs += law.durationMs ?? 0;
    storeCalls += law.storeCalls ?? 0;
  }
  return { durationMs, storeCalls };
}

export function versionsText({ versions }: Report): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

/** The day of the newest report: `24 November 2026`. */
export function dayOf(reports: readonly Report[]): string {
  const newest = Math.max(...reports.map(({ startedAt }) => startedAt));
  return new Date(newest).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** Returns the laws that are not claimed, by what the subject would have to offer: need to law numbers. */
export function unclaimedOf({ laws }: Report): ReadonlyMap<string, readonly string[]> {
  const byNeed = new Map<string, string[]>();
  for (const { law, outcome, reason = 'no reason given' } of laws) {
    if (outcome === 'not claimed') byNeed.set(reason, [...(byNeed.get(reason) ?? []), law]);
  }
  return byNeed;
}
