import { median } from '../measure/median.js';
import type { RunLength } from '../measure/run-length.js';
import type { ApplicationName } from './applications.js';
import { type RequestKind, requestKinds } from './request-kinds.js';
import { ServerProcess } from './server-process.js';

export interface Comparison {
  /** The framework without sessions. */
  readonly bare: ApplicationName;
  readonly sess: ApplicationName;
  readonly peer: ApplicationName;
}

/** Microseconds of CPU: of a request without sessions, and what each session layer adds to it. */
export interface AddedCost {
  readonly bare: number;
  readonly sess: number;
  readonly peer: number;
}

/**
 * Measures what sessions add to a request of each kind. The servers take turns within one run.
 *
 * @param address - Where the server runs that stores the sessions.
 */
export async function addedCost(
  { bare, sess, peer }: Comparison,
  address: string,
  length: RunLength,
): Promise<Readonly<Record<RequestKind, AddedCost>>> {
  const { rounds, requests } = length;
  const servers: ServerProcess[] = [];
  try {
    for (const name of [bare, sess, peer]) servers.push(await ServerProcess.start(name, address));
    for (const kind of requestKinds) for (const server of servers) await warmUp(server, kind, length);
    const figures = new Map<string, number[]>();
    for (let round = 0; round < rounds; round++) {
      for (const kind of requestKinds) {
        for (const server of servers) {
          const place = `${server.name}, ${kind}`;
          figures.set(place, [...(figures.get(place) ?? []), await server.cost(kind, requests)]);
        }
      }
    }
    const of = (name: ApplicationName, kind: RequestKind): number => median(figures.get(`${name}, ${kind}`)!);
    const added = (kind: RequestKind): AddedCost => ({
      bare: of(bare, kind),
      sess: of(sess, kind) - of(bare, kind),
      peer: of(peer, kind) - of(bare, kind),
    });
    return { untouched: added('untouched'), read: added('read'), change: added('change') };
  } finally {
    for (const server of servers) server.stop();
  }
}

/**
 * Sends turns of requests until two in a row are no cheaper than the best before them. V8 12 and later optimize after
 * thousands of requests: on Node 22 a request with a change costs half of what it costs in the first turns.
 */
async function warmUp(server: ServerProcess, kind: RequestKind, { requests, warmUpTurns }: RunLength): Promise<void> {
  let best = Number.POSITIVE_INFINITY;
  for (let turn = 0, steady = 0; turn < warmUpTurns && steady < 2; turn++) {
    const cost = await server.cost(kind, requests);
    steady = cost < best * 0.95 ? 0 : steady + 1;
    best = Math.min(best, cost);
  }
}
