import type { SessionId, SessionRecord, StoredSession, UpdateResult, Written } from '@sess/core';
import type { KeyedExhibit } from '../exhibit.js';
import type { Row, Table } from '../row-server.js';
import { rowLimits, RowStore } from '../row-store.js';
import { listing, reading, writing } from '../slips.js';

const topic = 'instants';
const [second, day] = [1000, 86_400_000];

/** A store that claims to keep whole seconds. */
class Seconds extends RowStore {
  override readonly limits = Object.freeze({ ...rowLimits, expiryGranularityMs: second });
}

export const instantExhibits: readonly KeyedExhibit[] = [
  {
    name: 'keeps createdAt in whole seconds',
    topic,
    store: writing((record) => ({ ...record, createdAt: Math.floor(record.createdAt / second) * second })),
  },
  {
    name: 'takes createdAt from an update if it is later',
    topic,
    store: class extends RowStore {
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        const before = table.rows.get(id);
        if (before && this.hasVersion(before, version) && record.createdAt > before.createdAt) {
          table.rows.set(id, { ...before, createdAt: record.createdAt });
        }
        return super.replace(table, id, record, version);
      }
    },
  },
  {
    name: 'sets createdAt again with each touch',
    topic,
    store: class extends RowStore {
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        const isMoved = super.move(table, id, expiresAt, version, revision);
        const row = table.rows.get(id);
        if (isMoved && row) table.rows.set(id, { ...row, createdAt: this.now() });
        return isMoved;
      }
    },
  },
  {
    name: 'keeps the createdAt of the expired record that a create replaces',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        return super.put(table, { ...row, createdAt: table.rows.get(row.id)?.createdAt ?? row.createdAt });
      }
    },
  },
  {
    name: 'lists the instant of the last write as createdAt',
    topic,
    store: class extends RowStore {
      readonly #writtenAt = new Map<string, number>();
      override put(table: Table, row: Row): Written {
        if (table.rows.has(row.id)) this.#writtenAt.set(row.id, this.now());
        return super.put(table, row);
      }
      override listedRow(row: Row) {
        return { ...super.listedRow(row), createdAt: this.#writtenAt.get(row.id) ?? row.createdAt };
      }
    },
  },
  {
    name: 'keeps deadlines as a signed number of seconds in 32 bits',
    topic,
    store: writing((record) => {
      const kept = Math.floor(record.expiresAt / second) | 0;
      return kept < 0 ? { ...record, expiresAt: kept * second } : record;
    }),
  },
  {
    name: 'keeps deadlines in whole seconds without saying so',
    topic,
    store: writing((record) => ({ ...record, expiresAt: Math.ceil(record.expiresAt / second) * second })),
  },
  {
    name: 'claims whole seconds and moves a deadline that is one already by a whole second',
    topic,
    store: class extends Seconds {
      override row(id: SessionId, record: SessionRecord): Row {
        return super.row(id, { ...record, expiresAt: (Math.floor(record.expiresAt / second) + 1) * second });
      }
    },
  },
  {
    name: 'claims whole seconds, ends sessions at them, and shows the deadline that was asked for',
    topic,
    store: class extends Seconds {
      override isLive(row: Row): boolean {
        return this.now() < Math.floor(row.expiresAt / second) * second;
      }
    },
  },
  {
    name: 'counts a deadline of more than 30 days as an instant in seconds, as memcached does',
    topic,
    store: class extends RowStore {
      override row(id: SessionId, record: SessionRecord): Row {
        const left = record.expiresAt - this.now();
        const isInstant = left > 30 * day;
        return super.row(id, isInstant ? { ...record, expiresAt: Math.floor(left / second) } : record);
      }
    },
  },
  {
    name: 'writes deadlines in local time and reads them as UTC',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const offset = new Date(row.expiresAt).getTimezoneOffset() * 60 * second;
        return super.put(table, { ...row, expiresAt: row.expiresAt - offset });
      }
    },
  },
  {
    name: 'keeps a record that is created with a deadline in the past for a second, because a TTL of 0 means forever',
    topic,
    store: class extends RowStore {
      override row(id: SessionId, record: SessionRecord): Row {
        const isPast = record.expiresAt <= this.now();
        return super.row(id, isPast ? { ...record, expiresAt: this.now() + second } : record);
      }
    },
  },
  {
    name: 'keeps the former deadline when an update has one in the past',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const before = this.live(table, row.id);
        const isPast = before !== undefined && row.expiresAt <= this.now();
        return super.put(table, isPast ? { ...row, expiresAt: before.expiresAt } : row);
      }
    },
  },
  {
    name: 'never shortens a deadline by a touch',
    topic,
    store: class extends RowStore {
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        const later = Math.max(expiresAt, table.rows.get(id)?.expiresAt ?? 0);
        return super.move(table, id, later, version, revision);
      }
    },
  },
  {
    name: 'never shortens a deadline by an update',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const before = this.live(table, row.id);
        return super.put(table, { ...row, expiresAt: Math.max(row.expiresAt, before?.expiresAt ?? 0) });
      }
    },
  },
  {
    name: 'removes a record by a timer that a renewal does not stop, in real time',
    topic,
    store: class extends RowStore {
      override put(table: Table, row: Row): Written {
        const wait = row.expiresAt - this.now();
        if (wait > 0 && wait < 2 ** 31) setTimeout(() => this.erase(table, row.id), wait).unref();
        return super.put(table, row);
      }
    },
  },
  {
    name: 'ends sessions up to a second late, because it caches the time',
    topic,
    store: class extends RowStore {
      #cached = 0;
      override now(): number {
        const now = super.now();
        if (now - this.#cached >= second || now < this.#cached) this.#cached = now;
        return this.#cached;
      }
    },
  },
  {
    name: 'loads a record still in the millisecond of its deadline',
    topic,
    store: class extends RowStore {
      override select(table: Table, id: SessionId): StoredSession | undefined {
        const row = table.rows.get(id);
        return row && this.now() <= row.expiresAt ? this.shown(row) : undefined;
      }
    },
  },
  {
    name: 'lists the former deadline after a touch',
    topic,
    store: class extends RowStore {
      readonly #before = new Map<string, number>();
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        const before = table.rows.get(id)?.expiresAt;
        const isMoved = super.move(table, id, expiresAt, version, revision);
        if (isMoved && before !== undefined) this.#before.set(id, before);
        return isMoved;
      }
      override put(table: Table, row: Row): Written {
        this.#before.delete(row.id);
        return super.put(table, row);
      }
      override listedRow(row: Row) {
        return { ...super.listedRow(row), expiresAt: this.#before.get(row.id) ?? row.expiresAt };
      }
    },
  },
  {
    name: 'lists the lifetime in place of the deadline',
    topic,
    store: listing((session, row) => ({ ...session, expiresAt: row.expiresAt - row.createdAt })),
  },
  {
    name: 'returns deadlines as text, as drivers do with bigint columns',
    topic,
    store: reading((record) => ({ ...record, expiresAt: String(record.expiresAt) as never })),
  },
];
