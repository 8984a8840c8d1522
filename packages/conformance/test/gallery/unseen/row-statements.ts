import type {
  Conflict,
  CreateResult,
  DeleteResult,
  Gone,
  OwnedSession,
  OwnerPage,
  SessionId,
  SessionRecord,
  StoredSession,
  StoreFinding,
  UpdateResult,
  Written,
} from '@sess/core';
import type { IdPage } from '@sess/core/store';
import type { Row, RowClient, Table } from './row-server.js';

/** The statements of {@link RowStore}. The server runs each method that takes a table in one step. */
export abstract class RowStatements {
  abstract readonly client: RowClient;
  abstract readonly clock: () => number;

  now(): number {
    return this.clock();
  }

  isLive(row: Row): boolean {
    return this.now() < row.expiresAt;
  }

  live(table: Table, id: SessionId): Row | undefined {
    const row = table.rows.get(id);
    return row && this.isLive(row) ? row : undefined;
  }

  select(table: Table, id: SessionId): StoredSession | undefined {
    const row = this.live(table, id);
    return row && this.shown(row);
  }

  insert(table: Table, id: SessionId, record: SessionRecord): CreateResult {
    if (this.live(table, id)) return { status: 'taken' };
    return this.put(table, this.row(id, record));
  }

  replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
    const row = this.live(table, id);
    if (!row || !this.hasVersion(row, version)) return this.refusal(row);
    return this.put(table, { ...this.row(id, record), createdAt: row.createdAt });
  }

  move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
    const row = this.live(table, id);
    if (!row || !this.hasVersion(row, version)) return false;
    this.put(table, { ...row, expiresAt, revision, version: this.nextVersion(row) });
    return true;
  }

  erase(table: Table, id: SessionId): boolean {
    const row = table.rows.get(id);
    if (row?.owner !== undefined) table.unlink(this.ownerKey(row.owner), id);
    return table.rows.delete(id);
  }

  eraseIf(table: Table, id: SessionId, version: string): DeleteResult {
    const row = this.live(table, id);
    if (!row || !this.hasVersion(row, version)) return this.refusal(row);
    this.erase(table, id);
    return { status: 'deleted' };
  }

  refusal(row: Row | undefined): Conflict | Gone {
    return row ? { status: 'conflict', current: this.shown(row) } : { status: 'gone' };
  }

  hasVersion(row: Row, version: string): boolean {
    return row.version === version;
  }

  /** Returns a row that shares nothing with the caller's record. */
  row(id: SessionId, record: SessionRecord): Row {
    const row = { id, ...copied(record) };
    return { ...row, version: this.nextVersion(row) };
  }

  nextVersion(_row: Omit<Row, 'version'>): string {
    return `state ${this.client.server.next()}`;
  }

  put(table: Table, row: Row): Written {
    this.erase(table, row.id);
    table.rows.set(row.id, row);
    if (row.owner !== undefined) table.link(this.ownerKey(row.owner), row.id);
    return this.written(row);
  }

  written({ version }: Row): Written {
    return { status: 'written', version };
  }

  shown(row: Row): StoredSession {
    return { ...copied(row), version: row.version };
  }

  ownerKey(owner: string): string {
    return owner;
  }

  isOwned(row: Row, owner: string): boolean {
    return row.owner === owner;
  }

  findExpired(table: Table, limit: number): SessionId[] {
    const expired = [...table.rows.values()].filter((row) => !this.isLive(row));
    return expired
      .toSorted((one, other) => one.expiresAt - other.expiresAt)
      .slice(0, limit)
      .map(({ id }) => id);
  }

  removeExpired(table: Table, ids: readonly SessionId[]): number {
    return ids.filter((id) => !this.live(table, id) && this.erase(table, id)).length;
  }

  findOwned(table: Table, owner: string, after: string | undefined, limit: number): IdPage {
    const found = table.idsOf(this.ownerKey(owner), after).slice(0, limit);
    const ids = found.filter((id) => this.belongs(table, id, owner));
    return { ids, cursor: found.length === limit ? found.at(-1) : undefined };
  }

  removeOwned(table: Table, owner: string, ids: readonly SessionId[]): number {
    return ids.filter((id) => this.belongs(table, id, owner) && this.erase(table, id)).length;
  }

  /** Whether there is a record of the owner under the id. The index may name others. */
  belongs(table: Table, id: SessionId, owner: string): boolean {
    const row = table.rows.get(id);
    return row !== undefined && this.isOwned(row, owner);
  }

  page(table: Table, owner: string, limit: number, cursor?: string): OwnerPage {
    const rows = this.listed(table, owner, cursor, limit + 1);
    const sessions = rows.slice(0, limit).map((row) => this.listedRow(row));
    const last = sessions.at(-1);
    return last && rows.length > limit ? { sessions, cursor: last.id } : { sessions };
  }

  listed(table: Table, owner: string, after?: string, limit = Infinity): Row[] {
    const rows: Row[] = [];
    for (const id of table.idsOf(this.ownerKey(owner), after)) {
      const row = this.live(table, id);
      if (row && this.isOwned(row, owner) && rows.push(row) === limit) break;
    }
    return rows;
  }

  listedRow({ id, createdAt, expiresAt, attributes }: Row): OwnedSession {
    return { id, createdAt, expiresAt, ...(attributes && { attributes: { ...attributes } }) };
  }

  findings(table: Table): readonly StoreFinding[] {
    return [{ code: 'TABLE_SIZE', level: 'info', message: `The table has ${table.rows.size} rows.` }];
  }
}

/** Returns the fields of a record and no others, in an object of their own. */
function copied(record: SessionRecord): SessionRecord {
  const { payload, createdAt, expiresAt, owner, attributes, revision } = record;
  return {
    payload,
    createdAt,
    expiresAt,
    ...(owner !== undefined && { owner }),
    ...(attributes && { attributes: { ...attributes } }),
    revision,
  };
}
