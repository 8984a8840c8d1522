import { median } from '../measure/median.js';
import type { Patience } from '../measure/patience.js';
import type { ApplicationName } from './applications.js';
import { type RequestKind, requestKinds } from './request-kinds.js';
import { ServerProcess } from './server-process.js';

export interface Contest {
  /** The framework without sessions. */
  readonly bare: ApplicationName;
  readonly sess: ApplicationName;
  readonly peer: ApplicationName;
  /** Of the server that the sessions are kept on. */
  readonly address?: string;
}

/** Microseconds of CPU: of a request without sessions, and what each adds to it. */
export interface AddedCost {
  readonly bare: number;
  readonly sess: number;
  readonly peer: number;
}

/** What a request of each kind costs more than one without sessions, turn by turn in one run. */
export async function addedCost(
  { bare, sess, peer, address = '' }: Contest,
  { rounds, requests }: Patience,
): Promise<Readonly<Record<RequestKind, AddedCost>>> {
  const servers: ServerProcess[] = [];
  try {
    for (const name of [bare, sess, peer]) servers.push(await ServerProcess.start(name, address));
    for (const kind of requestKinds) for (const server of servers) await server.cost(kind, requests);
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

/** What the table says of it. */
export function detailOf({ bare, sess, peer }: AddedCost): string {
  return `${sess.toFixed(1)} µs over ${peer.toFixed(1)} µs; bare ${bare.toFixed(0)} µs`;
}
