import type { IdCall } from './call.js';
import { type Cell, deadlineOf, emptied, type Kept, keptOf, type Moment, type View, viewsOf } from './cell.js';
import { Demand, fieldsOf, shownRecord, shownVersion } from './matching.js';

/** One way in which a call may end: what is stored afterwards, and the result that tells of it. */
export interface Ending {
  readonly next: Cell;
  /** The result, in words: `'written'`. */
  readonly says: string;
  /** Returns the cell with what the result shows, or a demand. */
  accept(result: unknown): Cell | Demand;
}

/** Returns the ways in which the contract lets this call end. There is one, unless something is not known exactly. */
export function endingsOf(call: IdCall, cell: Cell, moment: Moment, granularity: number): Ending[] {
  return viewsOf(cell, moment).flatMap((view) => endingsIn(call, view, granularity));
}

function endingsIn(call: IdCall, view: View, granularity: number): Ending[] {
  switch (call.verb) {
    case 'load':
      return [view.is === 'live' ? returnsRecord(view) : plain(passedOver(view), 'undefined', isUndefined)];
    case 'delete':
      if (view.is === 'expired') return [plain(emptied(view.cell), 'true or false', isBoolean)];
      return [plain(emptied(view.cell), String(view.is === 'live'), (result) => result === (view.is === 'live'))];
    case 'create':
      if (view.is === 'live') return [status('taken', view.cell)];
      return [written(keptOf(call.record, granularity), view.cell)];
    case 'update':
      return conditional(call.version, view, (kept) => written(keptOf(call.record, granularity, kept), view.cell));
    case 'deleteIf':
      return conditional(call.version, view, () => status('deleted', emptied(view.cell)));
    case 'touch':
      return touched(call, view, granularity);
  }
}

function touched(
  { version, expiresAt, revision }: Extract<IdCall, { verb: 'touch' }>,
  view: View,
  granularity: number,
): Ending[] {
  const refused = plain(passedOver(view), 'false', (result) => result === false);
  if (view.is !== 'live') return [refused];
  const kept: Kept = { ...view.kept, ...deadlineOf(expiresAt, granularity), revision, version: undefined };
  const done = plain({ ...view.cell, kept }, 'true', (result) => result === true);
  return matching(version, view.cell, view.kept, done, refused);
}

function conditional(version: string, view: View, done: (kept: Kept) => Ending): Ending[] {
  if (view.is !== 'live') return [status('gone', passedOver(view))];
  return matching(version, view.cell, view.kept, done(view.kept), conflict(view));
}

/** Returns what a condition leads to. It may match as long as the version of the record was not seen. */
function matching(version: string, { used }: Cell, kept: Kept, done: Ending, refused: Ending): Ending[] {
  if (kept.version === version) return [done];
  return kept.version === undefined && !used.includes(version) ? [done, refused] : [refused];
}

function returnsRecord({ cell, kept }: Extract<View, { is: 'live' | 'expired' }>): Ending {
  return { next: cell, says: 'the record', accept: (result) => shownRecord(result, cell, kept, 'What load returns') };
}

function conflict({ cell, kept }: Extract<View, { is: 'live' | 'expired' }>): Ending {
  return {
    next: cell,
    says: "'conflict' with the current record",
    accept(result) {
      const fields = fieldsOf(result);
      if (fields?.['status'] !== 'conflict') return new Demand(mustReturn(this.says));
      return shownRecord(fields['current'], cell, kept, 'The current record of a conflict');
    },
  };
}

function written(kept: Kept, former: Cell): Ending {
  const next = { kept, used: former.used };
  return {
    next,
    says: "'written'",
    accept(result) {
      const fields = fieldsOf(result);
      if (fields?.['status'] !== 'written') return new Demand(mustReturn(this.says));
      const { version } = fields;
      return version === undefined ? next : shownVersion(version, next, 'What was written');
    },
  };
}

function status(wanted: string, next: Cell): Ending {
  return plain(next, `'${wanted}'`, (result) => fieldsOf(result)?.['status'] === wanted);
}

function plain(next: Cell, says: string, is: (result: unknown) => boolean): Ending {
  return { next, says, accept: (result) => (is(result) ? next : new Demand(mustReturn(says))) };
}

/** An expired record may be removed by any call that meets it. */
function passedOver({ is, cell }: View): Cell {
  return is === 'expired' ? { ...cell, mayBeGone: true } : cell;
}

function isUndefined(result: unknown): boolean {
  return result === undefined;
}

function isBoolean(result: unknown): boolean {
  return typeof result === 'boolean';
}

function mustReturn(says: string): string {
  return `It must return ${says}.`;
}
