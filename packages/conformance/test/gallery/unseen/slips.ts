import type { OwnedSession, SessionId, SessionRecord, StoredSession } from '@sess/core';
import type { KeyedClass } from './exhibit.js';
import type { Row } from './row-server.js';
import { RowStore } from './row-store.js';

/** Returns a store that changes what it writes. */
export function writing(change: (record: SessionRecord) => SessionRecord): KeyedClass {
  return class extends RowStore {
    override row(id: SessionId, record: SessionRecord): Row {
      return super.row(id, change(record));
    }
  };
}

/** Returns a store that changes what it shows of one record, but not of lists. */
export function reading(change: (record: StoredSession) => StoredSession): KeyedClass {
  return class extends RowStore {
    override shown(row: Row): StoredSession {
      return change(super.shown(row));
    }
  };
}

/** Returns a store that changes what it shows in lists. */
export function listing(change: (session: OwnedSession, row: Row) => OwnedSession): KeyedClass {
  return class extends RowStore {
    override listedRow(row: Row): OwnedSession {
      return change(super.listedRow(row), row);
    }
  };
}

/** Returns a store that changes each payload that it writes. */
export function payloadAs(change: (payload: string) => string): KeyedClass {
  return writing((record) => ({ ...record, payload: change(record.payload) }));
}

/** Returns a store that changes each owner that it writes. */
export function ownerAs(change: (owner: string) => string): KeyedClass {
  return writing((record) => (record.owner === undefined ? record : { ...record, owner: change(record.owner) }));
}

type Attribute = NonNullable<SessionRecord['attributes']>[string];

/** Returns a store that changes each attribute that it writes. */
export function attributeAs(change: (value: Attribute) => Attribute): KeyedClass {
  return writing(({ attributes, ...record }) => {
    const entries = Object.entries(attributes ?? {}).map(([name, value]) => [name, change(value)] as const);
    return attributes ? { ...record, attributes: Object.fromEntries(entries) } : record;
  });
}
