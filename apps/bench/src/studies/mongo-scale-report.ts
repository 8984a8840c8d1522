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
  savePicture('mongo-latency', latencyPicture(measured, server));
  savePicture('mongo-memory', memoryPicture(measured));
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

/** One session: how long a call takes. */
function latencyPicture(measured: readonly AtSize[], server: string): string {
  const bars = mongoWork.flatMap((kind) =>
    // The load of connect-mongo is only in the table: whether it uses the index of ids says more about the server.
    (kind === 'change' ? candidateNames : [ours]).flatMap((name) =>
      measured.map(({ size, latencies }) => {
        const found = latencies.get(keyOf(name, kind))!;
        const [value, late] = [found.quantile(0.5), found.quantile(0.99)];
        const text = `${readable(value)} ms, p99 ${readable(late)} ms`;
        return {
          label: `of ${inThousands(size)}`,
          group: `${name}: ${titles[kind]}`,
          value,
          text,
          isGood: name === ours,
        };
      }),
    ),
  );
  return barChart(`One session among many, on ${server}`, bars);
}

/** Many sessions: how much memory it takes to list those of one owner. */
function memoryPicture(measured: readonly AtSize[]): string {
  const bars = candidateNames.flatMap((name) =>
    measured.map(({ size, bulk }) => {
      const value = bulk[name].list!.residentBytes / 1e6;
      return {
        label: `beside ${inThousands(size)} others`,
        group: name,
        value,
        text: `${readable(value)} MB`,
        isGood: name === ours,
      };
    }),
  );
  return barChart(`Memory that listing ${inThousands(ofOneOwner)} sessions of one owner takes`, bars);
}

function inThousands(count: number): string {
  return count.toLocaleString('en');
}
