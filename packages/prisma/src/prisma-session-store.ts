import {
  type CallOptions,
  type ClearResult,
  type Conflict,
  type CreateResult,
  type DeleteResult,
  type Gone,
  type KeyedStore,
  type OwnerIndex,
  refuseBadArguments,
  type SessionId,
  type SessionRecord,
  type StoreArguments,
  StoreError,
  type StoredSession,
  type StoreLimits,
  type UpdateResult,
  type Written,
} from '@sess/core';
import type { Call } from './call.js';
import { FreshReads } from './fresh-reads.js';
import { batchSize, PrismaOwnerIndex } from './prisma-owner-index.js';
import { assertDeadline, assertWithinLimits, limitsWith } from './record-limits.js';
import { RowMapping } from './row-mapping.js';
import { resolveColumns } from './session-columns.js';
import { assertDelegate, type Fields, type SessionDelegate } from './session-delegate.js';
import { SessionTable } from './session-table.js';
import { staleRead } from './stale-read.js';
import { checkOptions, type PrismaSessionStoreOptions } from './store-options.js';

/**
 * Keeps sessions in a database that Prisma speaks.
 *
 * @example
 * ```ts
 * const sessions = new SessionManager({ store: new PrismaSessionStore(prisma.session) });
 * ```
 */
export class PrismaSessionStore implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits: StoreLimits;
  readonly owners: OwnerIndex;
  readonly #table: SessionTable;
  readonly #rows: RowMapping;
  readonly #clock: () => number;
  readonly #reads: FreshReads;
  /** What was found expired, and not removed; `undefined` after something was. */
  #unremoved: SessionId | undefined;
  #isClosed = false;

  /**
   * @param sessions - The delegate of the session model, such as `prisma.session`; the client stays the application's.
   * @throws {@link @sess/core#SessionError} `INVALID_OPTION` for what is no delegate, for an unknown or impossible option,
   * and for a model that lacks a field, where the client tells what it has.
   */
  constructor(sessions: SessionDelegate, options: PrismaSessionStoreOptions = {}) {
    checkOptions(options);
    assertDelegate(sessions);
    const { columns, attributes } = resolveColumns(sessions, options.columns, options.attributes);
    this.limits = limitsWith(options.maxPayloadBytes);
    this.#clock = options.clock ?? Date.now;
    this.#rows = new RowMapping(columns, attributes);
    this.#table = new SessionTable(sessions, this.#rows);
    this.#reads = new FreshReads(this.#table, this.#rows, this.#clock);
    this.owners = new PrismaOwnerIndex(this.#table, this.#rows, this.#clock, (...call) => this.#begin(...call));
  }

  async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return this.#live(this.#begin('load', { id }, options), id);
  }

  async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    const call = this.#begin('create', { id }, options);
    assertWithinLimits(record, this.limits);
    const row = await this.#rows.whole(record);
    const { id: key, expiresAt } = this.#rows.columns;
    for (let attempts = 1; attempts <= 2; attempts++) {
      if (await this.#table.insert(call, id, row)) return this.#written(id, record);
      // Of two at once the database lets one change the row; the other then no longer finds it expired.
      const expired = { [key]: id, [expiresAt]: { lte: new Date(this.#clock()) } };
      if ((await this.#table.change(call, expired, row)) > 0) return this.#written(id, record);
      if (await this.#table.find(call, id, this.#rows.idSelection)) return { status: 'taken' };
      // Removed in this moment, so that there is room now; or it is not the id that has to be unique.
    }
    // Or it is there, and what is read is a copy that is behind.
    if (await this.#table.stands(call, { [key]: id })) return { status: 'taken' };
    throw new StoreError(
      'PrismaSessionStore could not create: another column than the id has to be unique and holds this value already. ' +
        'Several sessions may have one owner and the same attributes: make them an index that is not unique',
      { outcome: 'not-applied' },
    );
  }

  async update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    const call = this.#begin('update', { id, version }, options);
    assertWithinLimits(record, this.limits);
    const changes = await this.#rows.changes(record);
    const changed = await this.#table.change(call, this.#liveIn(id, version), changes);
    return changed > 0 ? this.#written(id, record, version) : this.#refusal(call, id, version);
  }

  async touch(
    id: SessionId,
    expiresAt: number,
    version: string,
    revision: string,
    options?: CallOptions,
  ): Promise<boolean> {
    const call = this.#begin('touch', { id, version, revision }, options);
    assertDeadline(expiresAt, this.limits);
    const { columns } = this.#rows;
    const changes = { [columns.expiresAt]: new Date(expiresAt), [columns.revision]: revision };
    const changed = await this.#table.change(call, this.#liveIn(id, version), changes);
    if (changed > 0) this.#written(id, { revision }, version);
    return changed > 0;
  }

  async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    const call = this.#begin('delete', { id }, options);
    const removed = await this.#table.remove(call, { [this.#rows.columns.id]: id });
    this.#reads.forget(id);
    return removed > 0;
  }

  async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    const call = this.#begin('deleteIf', { id, version }, options);
    const removed = await this.#table.remove(call, this.#liveIn(id, version));
    if (removed === 0) return this.#refusal(call, id, version);
    this.#reads.expect(id, { replaced: version });
    return { status: 'deleted' };
  }

  async deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
    const call = this.#begin('deleteExpired', { limit }, options);
    const { id, expiresAt } = this.#rows.columns;
    const expired = { [expiresAt]: { lte: new Date(this.#clock()) } };
    let deleted = 0;
    for (let remaining = limit; remaining > 0;) {
      call.signal?.throwIfAborted();
      const size = Math.min(remaining, batchSize);
      const rows = await this.#table.findSome(call, expired, this.#rows.idSelection, expiresAt, size + 1);
      const ids = rows.slice(0, size).map((row) => this.#rows.id(row));
      // The deadline once more: a session that was renewed since it was found stays.
      if (ids.length > 0)
        deleted += this.#cleared(call, ids[0], await this.#table.remove(call, { [id]: { in: ids }, ...expired }));
      if (rows.length <= size) return { deleted, more: false };
      remaining -= size;
    }
    return { deleted, more: true };
  }

  /** Ends the store and nothing else: the Prisma client is the application's. Calls that run already go on. */
  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  #begin(verb: string, given: StoreArguments, options: CallOptions | undefined): Call {
    options?.signal?.throwIfAborted();
    refuseBadArguments(`PrismaSessionStore.${verb}`, given);
    if (this.#isClosed) {
      throw new StoreError('PrismaSessionStore is closed: nothing was read or written', { outcome: 'not-applied' });
    }
    return { ...options, verb };
  }

  #liveIn(id: SessionId, version: string): Fields {
    const { columns } = this.#rows;
    return { [columns.id]: id, [columns.revision]: version, [columns.expiresAt]: { gt: new Date(this.#clock()) } };
  }

  #written(id: SessionId, { revision }: Pick<SessionRecord, 'revision'>, replaced?: string): Written {
    this.#reads.expect(id, { stored: revision, replaced });
    return { status: 'written', version: revision };
  }

  /** Refuses to go on where the same record is found expired again, after the database was told to remove it. */
  #cleared(call: Call, first: SessionId | undefined, removed: number): number {
    if (removed === 0 && first === this.#unremoved) throw staleRead(call);
    this.#unremoved = removed === 0 ? first : undefined;
    return removed;
  }

  async #live(call: Call, id: SessionId): Promise<StoredSession | undefined> {
    const stored = await this.#reads.find(call, id);
    return stored && this.#clock() < stored.expiresAt ? stored : undefined;
  }

  /** Why nothing was written: asked only then, so that what succeeds is one trip. */
  async #refusal(call: Call, id: SessionId, version: string): Promise<Conflict | Gone> {
    const current = await this.#live(call, id);
    if (current?.version === version) throw staleRead(call);
    return current ? { status: 'conflict', current } : { status: 'gone' };
  }
}
