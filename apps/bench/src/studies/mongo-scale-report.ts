import type { Latencies } from '../measure/latencies.js';
import { barChart } from '../report/bar-chart.js';
import { readable } from '../report/readable.js';
import { savePicture, saveText } from '../report/results.js';
import { markdownTable } from '../report/table.js';
import { type BulkCost, expired, ofOneOwner } from './mongo-bulk.js';
import {
  type BulkWork,
  bulkWork,
  candidateNames,
  type MongoCandidate,
  type MongoWork,
  mongoWork,
} from './mongo-sessions.js';
import { conditions, type StudyLength } from './progress.js';

/** The measurements at one number of sessions in the collection. */
export interface AtSize {
  readonly size: number;
  readonly latencies: ReadonlyMap<string, Latencies>;
  readonly bulk: Readonly<Record<MongoCandidate, Partial<Record<BulkWork, BulkCost>>>>;
}

export function keyOf(name: MongoCandidate, kind: MongoWork): string {
  return `${name} ${kind}`;
}

const [ours] = candidateNames;

/** As a multiple of the longest bar of this project. */
const longestBar = 2;

const titles: Readonly<Record<MongoWork, string>> = {
  load: 'load one',
  change: 'update one',
  list: 'list the 15 of one owner',
};
const bulkTitles: Readonly<Record<BulkWork, string>> = {
  list: `list ${inThousands(ofOneOwner)} of one owner`,
  revoke: `end ${inThousands(ofOneOwner)} of one owner`,
  'clear expired': `clear ${inThousands(expired)} expired`,
};

/** Prints the tables, and saves them with a picture. */
export function reportScale(measured: readonly AtSize[], length: StudyLength, server: string): void {
  const text = [
    `On ${server}; ${conditions(length)}`,
    'Milliseconds for one call after the other:',
    latencyTable(measured),
    'Calls that affect many sessions, each in a process of its own:',
    bulkTable(measured),
  ].join('\n\n');
  console.log(text);
  saveText('mongo-scale.md', `${text}\n`);
  savePicture('mongo-scale', picture(measured, server));
}

function latencyTable(measured: readonly AtSize[]): string {
  const rows = mongoWork.flatMap((kind) =>
    measured.map(({ size, latencies }) => {
      const figures = candidateNames.flatMap((name) => {
        const found = latencies.get(keyOf(name, kind));
        return found ? [found.quantile(0.5).toFixed(2), found.quantile(0.99).toFixed(2)] : ['', ''];
      });
      return [titles[kind], inThousands(size), ...figures];
    }),
  );
  return markdownTable(['call', 'sessions', ...candidateNames.flatMap((name) => [`${name}, median`, 'p99'])], rows);
}

function bulkTable(measured: readonly AtSize[]): string {
  const rows = bulkWork.flatMap((kind) =>
    candidateNames.flatMap((name) =>
      measured.flatMap(({ size, bulk }) => {
        const cost = bulk[name][kind];
        if (!cost) return [];
        const { seconds, cpuSeconds, residentBytes, heapBytes } = cost;
        const megabytes = [residentBytes, heapBytes].map((bytes) => readable(bytes / 1e6));
        return [[bulkTitles[kind], name, inThousands(size), seconds.toFixed(2), cpuSeconds.toFixed(2), ...megabytes]];
      }),
    ),
  );
  return markdownTable(['call', '', 'sessions', 'seconds', 'CPU seconds', 'memory (MB)', 'heap held (MB)'], rows);
}

function picture(measured: readonly AtSize[], server: string): string {
  const figures = (['load', 'change'] as const).flatMap((kind) =>
    measured.flatMap(({ size, latencies }) =>
      candidateNames.map((name) => {
        const found = latencies.get(keyOf(name, kind))!;
        const [value, late] = [found.quantile(0.5), found.quantile(0.99)];
        return { label: name, group: `${titles[kind]} of ${inThousands(size)}`, value, late };
      }),
    ),
  );
  // Longer bars are cut, because one extreme figure would hide the differences of the others.
  const longest = longestBar * Math.max(...figures.filter(({ label }) => label === ours).map(({ value }) => value));
  const bars = figures.map(({ label, group, value, late }) => ({
    label,
    group,
    value: Math.min(value, longest),
    text: `${readable(value)} ms, p99 ${readable(late)} ms`,
    isGood: label === ours,
  }));
  return barChart(`One session among many, on ${server}`, bars);
}

function inThousands(count: number): string {
  return count.toLocaleString('en');
}
