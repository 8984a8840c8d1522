import { type AttributeValue, SessionError, type SessionId, type SessionRecord, type StoredSession } from '@sess/core';
import { fromColumnValue, toColumnValue } from './attribute-values.js';
import { digestOwner } from './owner-digest.js';
import type { AttributeColumn, SessionColumns } from './session-columns.js';
import type { Fields } from './driver.js';

/** Converts records into rows and back, under the names of the columns. */
export class RecordMapping {
  readonly columns: SessionColumns;
  /** All that a record consists of. */
  readonly recordSelection: Fields;
  /** What a list shows of a session: never its payload. */
  readonly listSelection: Fields;
  readonly idSelection: Fields;
  readonly #attributes: readonly AttributeColumn[];

  constructor(columns: SessionColumns, attributes: readonly AttributeColumn[]) {
    const { id, payload, createdAt, expiresAt, owner, revision } = columns;
    const attributeFields = attributes.map(({ field }) => field);
    this.columns = columns;
    this.#attributes = attributes;
    this.recordSelection = selection([payload, createdAt, expiresAt, owner, revision, ...attributeFields]);
    this.listSelection = selection([id, createdAt, expiresAt, ...attributeFields]);
    this.idSelection = selection([id]);
  }

  /** All that a write replaces: everything but the id and `createdAt`. What the record leaves out is cleared. */
  async changes(record: SessionRecord): Promise<Fields> {
    const { payload, expiresAt, owner, ownerDigest, revision } = this.columns;
    return {
      [payload]: record.payload,
      [expiresAt]: new Date(record.expiresAt),
      [owner]: record.owner ?? null,
      [ownerDigest]: record.owner === undefined ? null : await digestOwner(record.owner),
      [revision]: record.revision,
      ...this.#attributeFields(record.attributes ?? {}),
    };
  }

  async whole(record: SessionRecord): Promise<Fields> {
    return { ...(await this.changes(record)), [this.columns.createdAt]: new Date(record.createdAt) };
  }

  record(row: Fields): StoredSession {
    const { payload, owner, revision } = this.columns;
    const storedRevision = row[revision] as string;
    return {
      payload: row[payload] as string,
      ...this.#instantsOf(row),
      ...(typeof row[owner] === 'string' && { owner: row[owner] }),
      ...this.#attributesOf(row),
      revision: storedRevision,
      // Random and new with every write, a touch too, so it names the stored state and needs no further column.
      version: storedRevision,
    };
  }

  listed(row: Fields) {
    return { id: this.id(row), ...this.#instantsOf(row), ...this.#attributesOf(row) };
  }

  id(row: Fields): SessionId {
    return row[this.columns.id] as SessionId;
  }

  #instantsOf(row: Fields) {
    const { createdAt, expiresAt } = this.columns;
    return { createdAt: (row[createdAt] as Date).getTime(), expiresAt: (row[expiresAt] as Date).getTime() };
  }

  #attributeFields(attributes: Readonly<Record<string, AttributeValue>>): Fields {
    for (const name of Object.keys(attributes)) {
      if (this.#attributes.some((column) => column.name === name)) continue;
      throw new SessionError(
        'INVALID_ARGUMENT',
        `PrismaSessionStore: the attribute '${name}' has no column: add one, and name it in the option 'attributes'`,
      );
    }
    return Object.fromEntries(
      this.#attributes.map((column) => [column.field, toColumnValue(column, attributes[column.name])]),
    );
  }

  #attributesOf(row: Fields): { attributes?: Readonly<Record<string, AttributeValue>> } {
    if (this.#attributes.length === 0) return {};
    return {
      attributes: Object.fromEntries(this.#attributes.map(({ name, field }) => [name, fromColumnValue(row[field])])),
    };
  }
}

function selection(fields: readonly string[]): Fields {
  return Object.fromEntries(fields.map((field) => [field, true]));
}
