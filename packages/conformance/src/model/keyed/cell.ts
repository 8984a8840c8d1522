import type { AttributeValue, SessionRecord } from '@sess/core';

/** A stored record, as far as the results have shown it. */
export interface Kept {
  readonly payload: string;
  readonly createdAt: number;
  readonly owner: string | undefined;
  readonly attributes: Readonly<Record<string, AttributeValue>> | undefined;
  readonly revision: string;
  /** The stored deadline lies between these two, which are equal once it was seen. Epoch milliseconds. */
  readonly earliest: number;
  readonly latest: number;
  /** Undefined until it was seen. */
  readonly version: string | undefined;
  /** The revision of the write since which the record has this owner: until the next one, lists must return it once. */
  readonly ownedSince: string;
}

/** What may be stored under one id. After a call with an unknown outcome there are several possibilities. */
export interface Cell {
  readonly kept?: Kept | undefined;
  /** Whether the record, which has expired, may have been removed. */
  readonly mayBeGone?: boolean;
  /** The versions that records under this id have had. */
  readonly used: readonly string[];
}

/** The instants between which a call ran, by the clock of the store; equal where that clock stands still. */
export interface Moment {
  readonly from: number;
  readonly to: number;
}

/** A cell as a call may have found it. */
export type View =
  | { readonly is: 'absent'; readonly cell: Cell }
  | { readonly is: 'live' | 'expired'; readonly cell: Cell; readonly kept: Kept };

/** Returns the record that a store keeps when it is given this one. */
export function keptOf(record: SessionRecord, granularity: number, former?: Kept): Kept {
  const { payload, expiresAt, owner, attributes, revision } = record;
  return {
    payload,
    createdAt: former?.createdAt ?? record.createdAt,
    owner,
    attributes,
    revision,
    ...deadlineOf(expiresAt, granularity),
    version: undefined,
    ownedSince: former && former.owner === owner ? former.ownedSince : revision,
  };
}

/** Returns the bounds of a stored deadline that was requested as this one. */
export function deadlineOf(requested: number, granularity: number): Pick<Kept, 'earliest' | 'latest'> {
  return { earliest: requested - granularity + 1, latest: requested + granularity - 1 };
}

/** Returns the ways in which a call at that moment may find the cell: one, unless the deadline is not known exactly. */
export function viewsOf(cell: Cell, { from, to }: Moment): View[] {
  const { kept } = cell;
  if (!kept) return [{ is: 'absent', cell }];
  // Where the clock of an instance is late, it may find a record live that another has removed as expired.
  const views: View[] = cell.mayBeGone && from < kept.latest ? [{ is: 'absent', cell: emptied(cell) }] : [];
  if (from < kept.latest) {
    const live = { ...kept, earliest: Math.max(kept.earliest, from + 1) };
    views.push({ is: 'live', cell: { ...cell, kept: live }, kept: live });
  }
  if (to >= kept.earliest) {
    const expired = { ...kept, latest: Math.min(kept.latest, to) };
    views.push({ is: 'expired', cell: { ...cell, kept: expired }, kept: expired });
  }
  return views;
}

/** Returns the cell when its record is gone. */
export function emptied({ used }: Cell): Cell {
  return { used };
}
