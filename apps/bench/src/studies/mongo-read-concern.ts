import { MongoSessionStore } from '@sess/mongo';
import { Latencies } from '../measure/latencies.js';
import { median } from '../measure/median.js';
import { insert } from './mongo-sessions.js';
import { sess } from './mongo-sess.js';
import { Progress, type StudyLength } from './progress.js';
import { idOf } from './shop-sessions.js';
import { withMongo } from './with-mongo.js';

const levels = ['local', 'majority'] as const;
type Level = (typeof levels)[number];

/** One round of one level, all in microseconds. */
interface Turn {
  readonly median: number;
  readonly p99: number;
  /** CPU time of this process for one load. */
  readonly cpu: number;
}

const sessions = 10_000;

/** Measures what reading only what a majority has costs a load, in turns with reading what the primary has. */
export async function measureReadConcern({ rounds, seconds }: StudyLength): Promise<void> {
  await withMongo(async ({ db, server, setName }) => {
    const { collection, documentOf } = sess(db);
    await insert({ collection }, [0, sessions], documentOf);
    const stores = new Map(
      levels.map((level) => [level, new MongoSessionStore(collection, { readConcern: { level } })]),
    );
    const turns = new Map<Level, Turn[]>(levels.map((level) => [level, []]));
    for (const store of stores.values()) await measureTurn(store, 1);
    const progress = new Progress(rounds * levels.length);
    for (let round = 0; round < rounds; round++) {
      // Each level comes first as often as second, because what comes first decides what the caches hold.
      for (const level of round % 2 === 0 ? levels : levels.toReversed()) {
        turns.get(level)!.push(await measureTurn(stores.get(level)!, seconds));
        progress.step();
      }
    }
    report(turns, `${server}, ${setName === undefined ? 'a standalone' : 'part of a replica set'}`);
  });
}

async function measureTurn(store: MongoSessionStore, seconds: number): Promise<Turn> {
  const latencies = new Latencies();
  const before = process.cpuUsage();
  await latencies.measure(() => {
    const id = idOf(Math.floor(Math.random() * sessions));
    return Promise.resolve(async () => {
      if (!(await store.load(id))) throw new Error('A stored session was not found.');
    });
  }, seconds);
  const { user, system } = process.cpuUsage(before);
  return {
    median: latencies.quantile(0.5) * 1000,
    p99: latencies.quantile(0.99) * 1000,
    cpu: (user + system) / latencies.count,
  };
}

function report(turns: ReadonlyMap<Level, readonly Turn[]>, server: string): void {
  const [local, majority] = levels.map((level) => turns.get(level)!) as [readonly Turn[], readonly Turn[]];
  console.log(`On ${server}: microseconds for one load, median of ${local.length} rounds.`);
  console.table(
    (['median', 'p99', 'cpu'] as const).map((what) => ({
      what: what === 'cpu' ? 'CPU time of the client' : `latency, ${what}`,
      local: median(local.map((turn) => turn[what])).toFixed(1),
      majority: median(majority.map((turn) => turn[what])).toFixed(1),
      // Of the two turns of one round, between which the machine changes least.
      'majority / local': median(majority.map((turn, round) => turn[what] / local[round]![what])).toFixed(3),
    })),
  );
}
