import type { SessionId } from '@sess/core';
import { type Moment, viewsOf } from './cell.js';
import { Demand, fieldsOf } from './matching.js';
import { cellsOf, type World } from './world.js';

/** Since which write a session has its owner. */
type Sessions = ReadonlyMap<SessionId, string>;

/** The pages of one list, while other calls come between them. */
export class Listing {
  readonly owner: string;
  readonly on: number;
  cursor: string | undefined;
  /** The sessions that were there at every page so far, which the list must return. */
  #steady: Sessions;
  readonly #returned = new Map<SessionId, string>();
  #pages = 0;

  constructor(owner: string, on: number, world: World, moment: Moment) {
    this.owner = owner;
    this.on = on;
    this.#steady = sessionsOf(owner, world, moment);
  }

  /** Notes a page; returns what the contract demands of the pages together, if they contradict it. */
  add(page: unknown, world: World, moment: Moment): Demand | undefined {
    const now = sessionsOf(this.owner, world, moment);
    this.#steady = new Map([...this.#steady].filter(([id, since]) => now.get(id) === since));
    const { sessions = [], cursor } = fieldsOf(page) ?? {};
    for (const entry of sessions as readonly unknown[]) {
      const id = fieldsOf(entry)?.['id'] as SessionId;
      const since = now.get(id);
      if (since === undefined) continue;
      if (this.#returned.get(id) === since) return new Demand('Pages must have each session once.');
      this.#returned.set(id, since);
    }
    this.cursor = cursor as string | undefined;
    if (++this.#pages > 100) return new Demand('A list must end with a page without a cursor.');
    if (this.cursor !== undefined) return undefined;
    const isMissing = [...this.#steady].some(([id, since]) => this.#returned.get(id) !== since);
    const demand = 'It must have a cursor: a session that was there all the time was in no page.';
    return isMissing
      ? new Demand(this.#pages === 1 ? 'It must have every live session of the owner.' : demand)
      : undefined;
  }
}

/** Returns the sessions that are certainly live and belong to the owner. */
function sessionsOf(owner: string, world: World, moment: Moment): Sessions {
  const sessions = new Map<SessionId, string>();
  for (const id of world.cells.keys()) {
    const views = cellsOf(world, id).flatMap((cell) => viewsOf(cell, moment));
    const [since, ...others] = new Set(
      views.map((view) => (view.is === 'live' && view.kept.owner === owner ? view.kept.ownedSince : undefined)),
    );
    if (since !== undefined && others.length === 0) sessions.set(id, since);
  }
  return sessions;
}
