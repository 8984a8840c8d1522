import { randomBytes } from 'node:crypto';
import { findMongodb } from '@sess/test-servers';
import { type Db, MongoClient } from 'mongodb';
import { barChart } from '../report/bar-chart.js';
import { Latencies } from '../measure/latencies.js';
import {
  type MongoCandidate,
  mongoCandidates,
  type MongoSessions,
  type MongoWork,
  mongoWork,
} from './mongo-candidates.js';
import { type BulkCost, type BulkWork, bulkWork, expired, measureOwner, ofOneOwner } from './mongo-owner.js';
import { savePicture } from '../report/results.js';
import { conditions, Progress, type StudyLength } from './progress.js';

/** The measurements at one number of sessions in the collection. */
interface AtSize {
  readonly size: number;
  readonly latencies: ReadonlyMap<string, Latencies>;
  /** Measured at the smallest and the largest number only. */
  readonly bulk?: Readonly<Record<BulkWork, BulkCost>>;
}

/** Shortens the turns, because each size has its own. */
const turnsPerRound = 4;
const names: readonly MongoCandidate[] = ['@sess/mongo', 'connect-mongo'];

/**
 * Measures whether the number of stored sessions affects how fast one is loaded and changed, beside connect-mongo, and
 * how much memory many sessions of one owner need.
 */
export async function measureMongo(length: StudyLength, sizes: readonly number[]): Promise<void> {
  const found = await findMongodb((line) => console.error(line));
  if (found.url === undefined) {
    console.log(`MongoDB is not measured: ${found.reason}`);
    return;
  }
  const client = new MongoClient(found.url);
  const db = client.db(`sess_bench_${randomBytes(6).toString('hex')}`);
  try {
    const { version } = (await db.command({ buildInfo: 1 })) as { version?: unknown };
    const isMongod = await db.command({ hello: 1 }).then(Boolean, () => false);
    const measured: AtSize[] = [];
    const candidates = await mongoCandidates(client, db);
    let filled = 0;
    for (const size of sizes) {
      for (const [name, sessions] of candidates) await fill(name, sessions, filled, size);
      filled = size;
      const latencies = await measureLatencies(candidates, size, length);
      const isEnd = size === sizes[0] || size === sizes.at(-1);
      if (isEnd) process.stderr.write(`${ofOneOwner} of one owner beside ${size}…\n`);
      measured.push({ size, latencies, ...(isEnd && { bulk: await measureOwner(found.url, db) }) });
    }
    report(measured, length, isMongod, isMongod ? `mongod ${String(version)}` : 'a server that is not a mongod');
  } finally {
    await end(db, client);
    await found.stop();
  }
}

async function end(db: Db, client: MongoClient): Promise<void> {
  await db.dropDatabase().catch(() => undefined);
  await client.close();
}

async function fill(name: MongoCandidate, sessions: MongoSessions, from: number, to: number): Promise<void> {
  let count = from;
  await sessions.fill(from, to, (more) => {
    count += more;
    process.stderr.write(`\r${name}: ${count} of ${to} sessions ${count === to ? '\n' : ''}`);
  });
}

async function measureLatencies(
  candidates: ReadonlyMap<MongoCandidate, MongoSessions>,
  size: number,
  { rounds, seconds }: StudyLength,
): Promise<ReadonlyMap<string, Latencies>> {
  const anyIndex = () => Math.floor(Math.random() * size);
  const latencies = new Map(names.flatMap((name) => mongoWork.map((kind) => [keyOf(name, kind), new Latencies()])));
  const warm = new Latencies();
  for (const { work } of candidates.values())
    for (const kind of mongoWork) await warm.measure(() => work[kind](anyIndex()), 0.3);
  const progress = new Progress(rounds * latencies.size);
  for (let round = 0; round < rounds; round++) {
    for (const kind of mongoWork) {
      for (const [name, { work }] of candidates) {
        await latencies.get(keyOf(name, kind))!.measure(() => work[kind](anyIndex()), seconds / turnsPerRound);
        progress.step();
      }
    }
  }
  return latencies;
}

function keyOf(name: MongoCandidate, kind: MongoWork): string {
  return `${name} ${kind}`;
}

function report(measured: readonly AtSize[], length: StudyLength, isMongod: boolean, server: string): void {
  const quantile = ({ latencies }: AtSize, name: MongoCandidate, kind: MongoWork, share: number) =>
    latencies.get(keyOf(name, kind))!.quantile(share) * 1000;
  const [smallest, largest] = [measured[0]!, measured.at(-1)!];
  const growth = (of: (at: AtSize) => number) => (of(largest) / of(smallest)).toFixed(2);
  const inThousands = ({ size }: Pick<AtSize, 'size'>) => size.toLocaleString('en');

  console.log(conditions({ ...length, seconds: length.seconds / turnsPerRound }));
  console.log(`On ${server}: milliseconds for one session, one call after the other.`);
  console.table(
    measured.flatMap((at) =>
      mongoWork.map((kind) => {
        const [ours, theirs] = names.map((name) => quantile(at, name, kind, 0.5)) as [number, number];
        return {
          sessions: inThousands(at),
          what: kind,
          '@sess/mongo median': (ours / 1000).toFixed(3),
          p99: (quantile(at, '@sess/mongo', kind, 0.99) / 1000).toFixed(3),
          'connect-mongo median': (theirs / 1000).toFixed(3),
          'its p99': (quantile(at, 'connect-mongo', kind, 0.99) / 1000).toFixed(3),
          '@sess/mongo / connect-mongo': (ours / theirs).toFixed(2),
        };
      }),
    ),
  );
  console.log(
    `${ofOneOwner.toLocaleString('en')} sessions of one owner, and ${expired.toLocaleString('en')} expired ones, ` +
      'in pages of 500.',
  );
  console.table(
    measured.flatMap(({ size, bulk }) =>
      (bulk ? bulkWork : []).map((kind) => ({
        'beside sessions': inThousands({ size }),
        what: kind,
        seconds: bulk![kind].seconds.toFixed(2),
        'heap held at most (KiB)': Math.round(bulk![kind].bytes / 1024),
      })),
    ),
  );
  console.log(`From ${inThousands(smallest)} to ${inThousands(largest)} sessions, the median grows by this factor:`);
  console.table([
    ...names.flatMap((name) =>
      mongoWork.map((kind) => ({ what: `${name}, ${kind}`, times: growth((at) => quantile(at, name, kind, 0.5)) })),
    ),
    ...bulkWork.map((kind) => ({ what: `@sess/mongo, ${kind}`, times: growth((at) => at.bulk![kind].seconds) })),
  ]);
  if (!isMongod) {
    console.log('This server scans the whole collection for owners and deadlines. A mongod uses indexes.');
  }
  const bars = measured.flatMap((at) =>
    mongoWork.flatMap((kind) =>
      names.map((name) => ({
        label: name,
        group: `${kind} one of ${inThousands(at)}`,
        value: quantile(at, name, kind, 0.5),
        text: `${quantile(at, name, kind, 0.5).toFixed(1)} µs`,
        isGood: name === '@sess/mongo',
      })),
    ),
  );
  savePicture('mongo-scale', barChart(`One session among many, on ${server}`, bars));
}
