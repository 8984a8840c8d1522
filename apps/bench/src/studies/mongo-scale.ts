import { Latencies } from '../measure/latencies.js';
import { measureBulk } from './mongo-bulk.js';
import { mongoCandidates } from './mongo-candidates.js';
import { candidateNames, insert, type MongoSessions, mongoWork } from './mongo-sessions.js';
import { type AtSize, keyOf, reportScale } from './mongo-scale-report.js';
import { Progress, type StudyLength } from './progress.js';
import { withMongo } from './with-mongo.js';

/** Shortens the turns, because each size has its own. */
const turnsPerRound = 4;

/**
 * Measures whether the number of stored sessions affects how fast one is loaded and changed, beside connect-mongo, and
 * how much time and memory it takes to list and remove many sessions.
 */
export async function measureMongo(length: StudyLength, sizes: readonly number[]): Promise<void> {
  await withMongo(async ({ url, client, db, server }) => {
    const candidates = mongoCandidates(client, db);
    const measured: AtSize[] = [];
    for (const name of candidateNames) await candidates[name].ensureIndexes();
    for (const size of sizes) {
      const filled = measured.at(-1)?.size ?? 0;
      for (const name of candidateNames) await fill(name, candidates[name], filled, size);
      const latencies = await measureLatencies(candidates, size, length);
      const address = { url, database: db.databaseName };
      const bulk: AtSize['bulk'] = {
        '@sess/mongo': await measureBulk(address, '@sess/mongo', candidates['@sess/mongo']),
        'connect-mongo': await measureBulk(address, 'connect-mongo', candidates['connect-mongo']),
      };
      measured.push({ size, latencies, bulk });
      // If the run is stopped early, the sizes so far are kept.
      reportScale(measured, { ...length, seconds: length.seconds / turnsPerRound }, server);
    }
  });
}

async function fill(name: string, sessions: MongoSessions, from: number, to: number): Promise<void> {
  let count = from;
  await insert(sessions, [from, to], sessions.documentOf, (more) => {
    count += more;
    process.stderr.write(`\r${name}: ${count} of ${to} sessions ${count === to ? '\n' : ''}`);
  });
}

async function measureLatencies(
  candidates: ReturnType<typeof mongoCandidates>,
  size: number,
  { rounds, seconds }: StudyLength,
): Promise<ReadonlyMap<string, Latencies>> {
  // In turns, so that other load on the machine affects both.
  const works = mongoWork.flatMap((kind) =>
    candidateNames.flatMap((name) => {
      const work = candidates[name].work[kind];
      return work ? [{ key: keyOf(name, kind), begin: () => work(Math.floor(Math.random() * size)) }] : [];
    }),
  );
  for (const { begin } of works) await new Latencies().measure(begin, 0.3);
  const latencies = new Map(works.map(({ key }) => [key, new Latencies()]));
  const progress = new Progress(rounds * works.length);
  for (let round = 0; round < rounds; round++) {
    for (const { key, begin } of works) {
      await latencies.get(key)!.measure(begin, seconds / turnsPerRound);
      progress.step();
    }
  }
  return latencies;
}
