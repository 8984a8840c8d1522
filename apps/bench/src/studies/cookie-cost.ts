import { barChart } from '../report/bar-chart.js';
import { type CookieCandidate, cookieCandidates, type CookieWork, cookieWork } from './cookie-candidates.js';
import type { Work } from '../measure/cpu-time.js';
import { median } from '../measure/median.js';
import { savePicture } from '../report/results.js';
import { conditions, Progress, type StudyLength } from './progress.js';

/** How many calls are made between two readings of the clock. */
const atOnce = 20;

/** Measures what it costs to seal a session into its cookie, to unseal it and to refuse one, beside iron-session. */
export async function measureCookies(length: StudyLength): Promise<void> {
  const { rounds, seconds } = length;
  const candidates = await cookieCandidates();
  const figures = new Map<string, number[]>();
  const progress = new Progress(rounds * cookieWork.length * candidates.size);
  for (const works of candidates.values()) for (const kind of cookieWork) await microseconds(works[kind], 0.2);
  for (let round = 0; round < rounds; round++) {
    for (const kind of cookieWork) {
      // In turns, so that other load on the machine affects both.
      for (const [name, works] of candidates) {
        const key = `${name} ${kind}`;
        figures.set(key, [...(figures.get(key) ?? []), await microseconds(works[kind], seconds)]);
        progress.step();
      }
    }
  }
  report(figures, length);
}

async function microseconds(work: Work, seconds: number): Promise<number> {
  const start = performance.now();
  let count = 0;
  let spent: number;
  do {
    for (let index = 0; index < atOnce; index++) await work();
    count += atOnce;
    spent = performance.now() - start;
  } while (spent < seconds * 1000);
  return (spent * 1000) / count;
}

function report(figures: ReadonlyMap<string, readonly number[]>, length: StudyLength): void {
  const of = (name: CookieCandidate, kind: CookieWork): number => median(figures.get(`${name} ${kind}`)!);
  const perSecond = (value: number): string => Math.round(1e6 / value).toLocaleString('en');
  console.log(conditions(length));
  console.log('A session of about 1 kB in its cookie: calls per second, one after the other, on one core.');
  console.table(
    cookieWork.map((kind) => {
      const [ours, theirs] = [of('@sess/cookie', kind), of('iron-session', kind)];
      return {
        what: kind,
        '@sess/cookie (per second)': perSecond(ours),
        'iron-session (per second)': perSecond(theirs),
        '@sess/cookie / iron-session': (theirs / ours).toFixed(2),
        '@sess/cookie (µs)': ours.toFixed(1),
        'over unsealing a valid one': (ours / of('@sess/cookie', 'open')).toFixed(2),
      };
    }),
  );
  const bars = cookieWork.flatMap((kind) =>
    (['@sess/cookie', 'iron-session'] as const).map((name) => ({
      label: name,
      group: kind,
      value: of(name, kind),
      text: `${of(name, kind).toFixed(1)} µs`,
      isGood: name === '@sess/cookie',
    })),
  );
  savePicture('cookie-cost', barChart('What it costs to seal, open and refuse a session of 1 kB', bars));
}
