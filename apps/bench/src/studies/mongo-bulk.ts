import { fork } from 'node:child_process';
import { once } from 'node:events';
import { nextMessage } from '../child-message.js';
import { type BulkWork, bulkWork, insert, type MongoCandidate, type MongoSessions } from './mongo-sessions.js';
import { busiestOwner, hour, idOf, type Special } from './shop-sessions.js';

/** What one call costs in a process of its own. */
export interface BulkCost {
  readonly seconds: number;
  /** CPU time of the process. */
  readonly cpuSeconds: number;
  /** How much its memory grows, as the system sees it. */
  readonly residentBytes: number;
  /** The most heap in use at a reply of the server, beyond what was in use before. */
  readonly heapBytes: number;
}

/** What the process has to do. */
export interface BulkOrder {
  readonly url: string;
  readonly database: string;
  readonly name: MongoCandidate;
  readonly kind: BulkWork;
  /** How many sessions the call must find. */
  readonly count: number;
  /** Measures the heap, with garbage collections that change the time and the resident memory. */
  readonly samplesHeap: boolean;
}

export const ofOneOwner = 10_000;
export const expired = 3000;

/** Lists and revokes the sessions of one owner, and clears expired ones, in a filled collection. */
export async function measureBulk(
  address: Pick<BulkOrder, 'url' | 'database'>,
  name: MongoCandidate,
  sessions: MongoSessions,
): Promise<Partial<Record<BulkWork, BulkCost>>> {
  const costs: Partial<Record<BulkWork, BulkCost>> = {};
  for (const kind of bulkWork) {
    if (!sessions.bulk[kind]) continue;
    const count = kind === 'clear expired' ? expired : ofOneOwner;
    const measure = async (samplesHeap: boolean): Promise<Partial<BulkCost>> => {
      await provide(sessions, kind, count);
      const cost = await run({ ...address, name, kind, count, samplesHeap });
      // The other calls have removed them.
      if (kind === 'list') await remove(sessions, kind, count);
      return cost;
    };
    costs[kind] = { ...(await measure(false)), ...(await measure(true)) } as BulkCost;
  }
  return costs;
}

function nameFor(kind: BulkWork, index: number): string {
  return `${kind} ${index}`;
}

async function provide(sessions: MongoSessions, kind: BulkWork, count: number): Promise<void> {
  const special: Special = kind === 'clear expired' ? { expiresAt: Date.now() + hour / 2 } : { owner: busiestOwner };
  await insert(sessions, [0, count], (index) => sessions.documentOf(nameFor(kind, index), special));
}

async function remove({ collection }: MongoSessions, kind: BulkWork, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => idOf(nameFor(kind, index)) as never);
  await collection.deleteMany({ _id: { $in: ids } });
}

async function run(order: BulkOrder): Promise<Partial<BulkCost>> {
  const child = fork(new URL('mongo-bulk-process.ts', import.meta.url), [JSON.stringify(order)]);
  const exit = once(child, 'exit');
  const cost = (await nextMessage(child, `${order.name}, ${order.kind}`)) as Partial<BulkCost>;
  await exit;
  return cost;
}
