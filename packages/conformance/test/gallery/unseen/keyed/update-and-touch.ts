import type { CallOptions, SessionId, SessionRecord, UpdateResult, Written } from '@sess/core';
import type { KeyedExhibit } from '../exhibit.js';
import type { Row, Table } from '../row-server.js';
import { RowStore } from '../row-store.js';

const topic = 'update and touch';

export const updateAndTouchExhibits: readonly KeyedExhibit[] = [
  {
    name: 'inserts in update when the record is gone',
    topic,
    store: class extends RowStore {
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        if (!table.rows.has(id)) return this.put(table, this.row(id, record));
        return super.replace(table, id, record, version);
      }
    },
  },
  {
    name: 'updates an expired record in the second after its deadline',
    topic,
    store: class extends RowStore {
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        const row = table.rows.get(id);
        const isLate = row && !this.isLive(row) && this.now() < row.expiresAt + 1000 && this.hasVersion(row, version);
        return isLate ? this.put(table, this.row(id, record)) : super.replace(table, id, record, version);
      }
    },
  },
  {
    name: 'reads the version before it updates',
    topic,
    store: class extends RowStore {
      override update(
        id: SessionId,
        record: SessionRecord,
        version: string,
        options?: CallOptions,
      ): Promise<UpdateResult> {
        return this.call('update', { id, record, version }, options, async () => {
          const row = await this.run('read', (table) => this.live(table, id));
          if (!row || !this.hasVersion(row, version)) return this.refusal(row);
          const isThere = (table: Table) => this.live(table, id) !== undefined;
          const next = { ...this.row(id, record), createdAt: row.createdAt };
          return this.run('write', (table) => (isThere(table) ? this.put(table, next) : { status: 'gone' }));
        });
      }
    },
  },
  {
    name: 'writes the deadline of an update in a second statement',
    topic,
    store: class extends RowStore {
      override update(
        id: SessionId,
        record: SessionRecord,
        version: string,
        options?: CallOptions,
      ): Promise<UpdateResult> {
        return this.call('update', { id, record, version }, options, async () => {
          const expiresAt = await this.run('read', ({ rows }) => rows.get(id)?.expiresAt ?? record.expiresAt);
          const first = { ...record, expiresAt };
          const result = await this.run('write', (table) => this.replace(table, id, first, version), [record.payload]);
          if (result.status !== 'written') return result;
          await this.run('write', ({ rows }) => {
            const row = rows.get(id);
            if (row && row.version === result.version) rows.set(id, { ...row, expiresAt: record.expiresAt });
          });
          return result;
        });
      }
    },
  },
  {
    name: 'says gone for every conflict, because no row was affected',
    topic,
    store: class extends RowStore {
      override refusal(_row: Row | undefined) {
        return { status: 'gone' } as const;
      }
    },
  },
  {
    name: 'returns a conflict without owner and attributes',
    topic,
    store: class extends RowStore {
      override refusal(row: Row | undefined) {
        if (!row) return super.refusal(row);
        const { owner: _owner, attributes: _attributes, ...rest } = row;
        return super.refusal(rest);
      }
    },
  },
  {
    name: 'returns a conflict with an expired record where it is gone',
    topic,
    store: class extends RowStore {
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        const result = super.replace(table, id, record, version);
        return result.status === 'gone' ? this.refusal(table.rows.get(id)) : result;
      }
    },
  },
  {
    name: 'returns in a conflict the deadline that the update asked for',
    topic,
    store: class extends RowStore {
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        const result = super.replace(table, id, record, version);
        if (result.status !== 'conflict') return result;
        return { ...result, current: { ...result.current, expiresAt: record.expiresAt } };
      }
    },
  },
  {
    name: 'writes without a condition after two conflicts of one record in a row',
    topic,
    store: class extends RowStore {
      readonly #conflicts = new Map<SessionId, number>();
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        const conflicts = this.#conflicts.get(id) ?? 0;
        const row = this.live(table, id);
        const result = super.replace(table, id, record, row && conflicts >= 2 ? row.version : version);
        this.#conflicts.set(id, result.status === 'conflict' ? conflicts + 1 : 0);
        return result;
      }
    },
  },
  {
    name: 'lets the last of several updates at the same time win, because it sends them as one batch',
    topic,
    store: class extends RowStore {
      readonly #batch = new Map<SessionId, string>();
      override async update(
        id: SessionId,
        record: SessionRecord,
        version: string,
        options?: CallOptions,
      ): Promise<UpdateResult> {
        const isFirst = this.#batch.get(id) !== version;
        this.#batch.set(id, version);
        const result = await super.update(id, record, version, options);
        if (isFirst) this.#batch.delete(id);
        // Those that joined the batch get its result.
        return !isFirst && result.status === 'conflict'
          ? { status: 'written', version: result.current.version }
          : result;
      }
    },
  },
  {
    name: 'applies an update that conflicts if its deadline is later',
    topic,
    store: class extends RowStore {
      override replace(table: Table, id: SessionId, record: SessionRecord, version: string): UpdateResult {
        const result = super.replace(table, id, record, version);
        const isLater = result.status === 'conflict' && record.expiresAt > result.current.expiresAt;
        return isLater ? super.replace(table, id, record, result.current.version) : result;
      }
    },
  },
  {
    name: 'touches without a look at the version',
    topic,
    store: class extends RowStore {
      override move(table: Table, id: SessionId, expiresAt: number, _version: string, revision: string): boolean {
        return super.move(table, id, expiresAt, table.rows.get(id)?.version ?? '', revision);
      }
    },
  },
  {
    name: 'touches whatever the version is if the new deadline is later',
    topic,
    store: class extends RowStore {
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        const row = table.rows.get(id);
        const accepted = row && expiresAt > row.expiresAt ? row.version : version;
        return super.move(table, id, expiresAt, accepted, revision);
      }
    },
  },
  {
    name: 'touches an expired record that was not removed',
    topic,
    store: class extends RowStore {
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        const row = table.rows.get(id);
        if (row && !this.isLive(row) && this.hasVersion(row, version)) {
          this.put(table, { ...row, expiresAt, revision, version: this.nextVersion(row) });
          return true;
        }
        return super.move(table, id, expiresAt, version, revision);
      }
    },
  },
  {
    name: 'touches a record in the millisecond of its deadline',
    topic,
    store: class extends RowStore {
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        const row = table.rows.get(id);
        if (row && row.expiresAt === this.now()) table.rows.set(id, { ...row, expiresAt: row.expiresAt + 1 });
        return super.move(table, id, expiresAt, version, revision);
      }
    },
  },
  {
    name: 'skips a touch that moves the deadline by less than a second, and says true',
    topic,
    store: class extends RowStore {
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        const row = this.live(table, id);
        const isSmall = row && Math.abs(row.expiresAt - expiresAt) < 1000 && this.hasVersion(row, version);
        return isSmall || super.move(table, id, expiresAt, version, revision);
      }
    },
  },
  {
    name: 'touches by writing the record that its instance has written last',
    topic,
    store: class extends RowStore {
      readonly #written = new Map<SessionId, Row>();
      override put(table: Table, row: Row): Written {
        this.#written.set(row.id, row);
        return super.put(table, row);
      }
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        const mine = this.#written.get(id);
        const isMoved = super.move(table, id, expiresAt, version, revision);
        const row = table.rows.get(id);
        if (isMoved && mine && row) table.rows.set(id, { ...row, payload: mine.payload });
        return isMoved;
      }
    },
  },
  {
    name: 'says true when there was nothing to touch',
    topic,
    store: class extends RowStore {
      override move(table: Table, id: SessionId, expiresAt: number, version: string, revision: string): boolean {
        return super.move(table, id, expiresAt, version, revision) || !table.rows.has(id);
      }
    },
  },
];
