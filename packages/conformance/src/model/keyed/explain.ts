import type { SessionId } from '@sess/core';
import type { Call, IdCall, ManyCall } from './call.js';
import { type Cell, emptied, viewsOf } from './cell.js';
import { Demand, fieldsOf, shownListed } from './matching.js';
import { endingsOf } from './endings.js';
import { cellsOf, type Setting, withCells, type World } from './world.js';

/** Returns what may be stored after this result, or what the contract demands of the result instead. */
export function explain(world: World, call: Call, result: unknown, setting: Setting): World | Demand {
  switch (call.verb) {
    case 'clear':
    case 'deleteExpired':
      return explainClearing(world, call, result, setting);
    case 'countExpired':
      return explainCount(world, call, result, setting);
    case 'listByOwner':
      return explainPage(world, call, result, setting);
    case 'deleteByOwner':
      return explainRevocation(world, call, result, setting);
    default:
      return explainOne(world, call, result, setting);
  }
}

/** Returns what may be stored after a call that may or may not have been applied. */
export function unknown(world: World, call: Call, setting: Setting): World {
  if ('id' in call) {
    const before = cellsOf(world, call.id);
    const after = before.flatMap((cell) => endingsOf(call, cell, setting.moment, setting.granularity));
    return withCells(world, call.id, [...before, ...after.map(({ next }) => next)]);
  }
  let after = world;
  for (const [id, cells] of world.cells) {
    if (call.verb === 'deleteByOwner') {
      const removed = cells.filter(({ kept }) => kept?.owner === call.owner && !call.except.includes(id));
      after = withCells(after, id, [...cells, ...removed.map(emptied)]);
    } else if (call.verb === 'clear' || call.verb === 'deleteExpired') {
      const left = cells
        .flatMap((cell) => viewsOf(cell, setting.moment))
        .map(({ is, cell }) => (is === 'expired' ? { ...cell, mayBeGone: true } : cell));
      after = withCells(after, id, left);
    }
  }
  return after;
}

function explainOne(world: World, call: IdCall, result: unknown, { moment, granularity }: Setting): World | Demand {
  const endings = cellsOf(world, call.id).flatMap((cell) => endingsOf(call, cell, moment, granularity));
  const accepted = endings.map((ending) => ending.accept(result));
  const cells = accepted.filter((cell): cell is Cell => !(cell instanceof Demand));
  if (cells.length > 0) return withCells(world, call.id, cells);
  const demands = accepted.filter((each): each is Demand => each instanceof Demand);
  const own = demands.filter(({ text }) => !text.startsWith('It must return'));
  if (own[0]) return own[0];
  return new Demand(`It must return ${[...new Set(endings.map(({ says }) => says))].join(' or ')}.`);
}

type Numbers = readonly [least: number, most: number];

/** Returns how many expired records there are: the least, and the most. */
function expiredIn(world: World, { moment }: Setting): Numbers {
  let [least, most] = [0, world.hasStrangers ? Infinity : 0];
  for (const cells of world.cells.values()) {
    const views = cells.flatMap((cell) => viewsOf(cell, moment));
    if (views.every(({ is, cell }) => is === 'expired' && !cell.mayBeGone)) least++;
    if (views.some(({ is }) => is === 'expired')) most++;
  }
  return [least, most];
}

function isWithin(value: unknown, [least, most]: Numbers): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

function inWords([least, most]: Numbers): string {
  if (least === most) return String(least);
  return most === Infinity ? `${least} or more` : `${least} to ${most}`;
}

function explainClearing(
  world: World,
  call: ManyCall & { limit: number },
  result: unknown,
  setting: Setting,
): World | Demand {
  const { deleted, more } = fieldsOf(result) ?? {};
  const [least, most] = expiredIn(world, setting);
  const limit = call.verb === 'clear' ? Infinity : call.limit;
  const wanted: Numbers = [more === true ? 0 : Math.min(least, limit), Math.min(most, limit)];
  if (typeof more !== 'boolean') return new Demand('It must return a boolean `more`.');
  if (!isWithin(deleted, wanted))
    return new Demand(`It must remove ${inWords(wanted)} expired records and return the number.`);
  if (call.verb === 'clear' && more) return new Demand('It must come to an end.');
  let after: World = { ...world, hasStrangers: more && world.hasStrangers };
  for (const [id, cells] of world.cells) {
    const left = cells
      .flatMap((cell) => viewsOf(cell, setting.moment))
      .map(({ is, cell }) => {
        if (is !== 'expired') return cell;
        return more ? { ...cell, mayBeGone: true } : emptied(cell);
      });
    after = withCells(after, id, left);
  }
  return after;
}

function explainCount(
  world: World,
  { limit }: ManyCall & { limit: number },
  result: unknown,
  setting: Setting,
): World | Demand {
  const [least, most] = expiredIn(world, setting);
  const wanted: Numbers = [Math.min(least, limit), Math.min(most, limit)];
  return isWithin(result, wanted) ? world : new Demand(`It must return ${inWords(wanted)}.`);
}

const listedFields = new Set(['id', 'createdAt', 'expiresAt', 'attributes']);

function explainPage(
  world: World,
  { owner, limit }: ManyCall & { owner: string; limit: number },
  result: unknown,
  setting: Setting,
): World | Demand {
  const { sessions, cursor } = fieldsOf(result) ?? {};
  if (!Array.isArray(sessions)) return new Demand('It must return { sessions }.');
  if (sessions.length > limit) return new Demand(`A page must have at most ${limit} sessions.`);
  if (cursor !== undefined && typeof cursor !== 'string') return new Demand('A cursor must be text, or absent.');
  let after = world;
  const seen = new Set<unknown>();
  for (const entry of sessions as unknown[]) {
    const fields = fieldsOf(entry) ?? {};
    const id = fields['id'] as SessionId;
    if (seen.has(id)) return new Demand('A page must have each session once.');
    seen.add(id);
    const stray = Object.keys(fields).find((name) => !listedFields.has(name));
    if (stray !== undefined) return new Demand(`A listed session must not have the field ${stray}.`);
    const found = cellsOf(after, id)
      .flatMap((cell) => viewsOf(cell, setting.moment))
      .flatMap((view) =>
        view.is === 'live' && view.kept.owner === owner
          ? [shownListed(fields, view.cell, view.kept, 'A listed session')]
          : [],
      );
    const cells = found.filter((cell): cell is Cell => !(cell instanceof Demand));
    if (cells.length === 0)
      return (
        found.find((each) => each instanceof Demand) ?? new Demand('A list must have only live sessions of this owner.')
      );
    after = withCells(after, id, cells);
  }
  return after;
}

function explainRevocation(
  world: World,
  { owner, except }: Extract<ManyCall, { verb: 'deleteByOwner' }>,
  result: unknown,
  setting: Setting,
): World | Demand {
  let [least, most] = [0, 0];
  let after = world;
  for (const [id, cells] of world.cells) {
    if (except.includes(id)) continue;
    const views = cells.flatMap((cell) => viewsOf(cell, setting.moment));
    const owned = views.filter((view) => view.is !== 'absent' && view.kept.owner === owner);
    if (owned.length === views.length && owned.every(({ is }) => is === 'live')) least++;
    if (owned.length > 0) most++;
    const left = views.map((view) => {
      if (view.is === 'absent' || view.kept.owner !== owner) return view.cell;
      return view.is === 'live' ? emptied(view.cell) : { ...view.cell, mayBeGone: true };
    });
    after = withCells(after, id, left);
  }
  return isWithin(result, [least, most])
    ? after
    : new Demand(`It must remove ${inWords([least, most])} sessions and return the number.`);
}
