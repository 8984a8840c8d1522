import type { SessionId } from '@sess/core';
import type { Cell, Moment } from './cell.js';

/** Everything that may be stored: under each id of a run, the possibilities that no result has contradicted. */
export interface World {
  readonly cells: ReadonlyMap<SessionId, readonly Cell[]>;
  /** Whether expired records of other laws may be stored, which a call that clears or counts would meet. */
  readonly hasStrangers: boolean;
}

/** What a call happened in. */
export interface Setting {
  readonly moment: Moment;
  readonly granularity: number;
}

/** Returns a world in which nothing is stored under these ids. */
export function emptyWorld(ids: readonly SessionId[], hasStrangers: boolean): World {
  return { cells: new Map(ids.map((id) => [id, [{ used: [] }]])), hasStrangers };
}

export function cellsOf({ cells }: World, id: SessionId): readonly Cell[] {
  return cells.get(id) ?? [{ used: [] }];
}

export function withCells(world: World, id: SessionId, cells: readonly Cell[]): World {
  return { ...world, cells: new Map(world.cells).set(id, distinct(cells)) };
}

/** Returns a world with the possibilities of both. */
export function eitherWorld(one: World, other: World): World {
  const ids = new Set([...one.cells.keys(), ...other.cells.keys()]);
  const cells = new Map([...ids].map((id) => [id, distinct([...cellsOf(one, id), ...cellsOf(other, id)])]));
  return { cells, hasStrangers: one.hasStrangers || other.hasStrangers };
}

function distinct(cells: readonly Cell[]): Cell[] {
  if (cells.length < 2) return [...cells];
  return [...new Map(cells.map((cell) => [nameOf(cell), cell])).values()];
}

/** Returns a name of the possibility. A revision is unique, so it stands for what its write stored. */
function nameOf({ kept, mayBeGone = false, used }: Cell): string {
  return JSON.stringify([
    kept?.revision,
    kept?.earliest,
    kept?.latest,
    kept?.version,
    kept?.ownedSince,
    mayBeGone,
    used,
  ]);
}
