import { MongoClient } from 'mongodb';
import type { BulkCost, BulkOrder } from './mongo-bulk.js';
import { mongoCandidates } from './mongo-candidates.js';
import { RetainedHeap } from './retained-heap.js';

const { url, database, name, kind, count, samplesHeap } = JSON.parse(process.argv[2]!) as BulkOrder;
const client = new MongoClient(url, { monitorCommands: samplesHeap });
const sessions = mongoCandidates(client, client.db(database))[name];
// Connects first, so that this is not counted.
await sessions.work.load!(0).then((load) => load());
const cost = await (samplesHeap ? heapCost() : timeCost());
await client.close();
process.send!(cost, () => process.disconnect());

async function timeCost(): Promise<Partial<BulkCost>> {
  const resident = peakBytes();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / 1e6, residentBytes: peakBytes() - resident };
}

/** Samples the heap after each reply of the server, when a whole page is in memory. */
async function heapCost(): Promise<Partial<BulkCost>> {
  const heap = new RetainedHeap();
  client.on('commandSucceeded', () => heap.sample());
  await work();
  return { heapBytes: heap.most };
}

async function work(): Promise<void> {
  const found = await sessions.bulk[kind]!();
  if (found !== count) throw new Error(`Expected ${count} sessions, got ${found}.`);
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
