import type { CallOptions, ClearResult, Conflict, CreateResult, DeleteResult, Gone, UpdateResult } from '@sess/core';
import type { KeyedStore, OwnerIndex, SessionId, SessionRecord, StoredSession, StoreLimits } from '@sess/core';
import type { StoreFinding, Written } from '@sess/core';
import { BatchedDeletion, CallGuard, type StoreCall } from '@sess/core/store';
import { diagnose } from './diagnosis.js';
import { assertDelegate, type Fields, type SessionDelegate } from './driver.js';
import { FreshReads } from './fresh-reads.js';
import { PrismaOwnerIndex } from './owner-index.js';
import { RecordMapping } from './record-mapping.js';
import { resolveColumns } from './session-columns.js';
import { SessionCommands } from './session-commands.js';
import { staleRead } from './store-failure.js';
import { checkStoreOptions, limitsOf, type PrismaSessionStoreOptions } from './store-options.js';

/**
 * Keeps sessions in a database through Prisma.
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
  /** Absent if the delegate has no `count`. */
  readonly countExpired?: (limit: number, options?: CallOptions) => Promise<number>;
  readonly #guard: CallGuard;
  readonly #deletion = new BatchedDeletion(staleRead);
  readonly #commands: SessionCommands;
  readonly #mapping: RecordMapping;
  readonly #reads: FreshReads;
  readonly #clock: () => number;
  /**
   * Where the next search for expired sessions begins, after a batch that has removed some. PostgreSQL keeps removed
   * rows in the index until it vacuums, and a search from the beginning would go through more of them with each batch.
   */
  #clearedUpTo: Date | undefined;
  readonly #diagnose: (call: StoreCall) => Promise<readonly StoreFinding[]>;

  /**
   * @param sessions - The delegate of the session model, such as `prisma.session`. The client stays the application's.
   * @throws {@link @sess/core#SessionError} `INVALID_OPTION` for what is not a delegate, for an unknown or invalid
   * option, and for a model that lacks a field, if the client tells what it has
   */
  constructor(sessions: SessionDelegate, options: PrismaSessionStoreOptions = {}) {
    checkStoreOptions(options);
    assertDelegate(sessions);
    const { columns, attributes } = resolveColumns(sessions, options.columns, options.attributes);
    const clock = options.clock ?? Date.now;
    const mapping = new RecordMapping(columns, attributes);
    const commands = new SessionCommands(sessions, columns.id);
    this.limits = limitsOf(options);
    this.#guard = new CallGuard('PrismaSessionStore', this.limits);
    this.#commands = commands;
    this.#mapping = mapping;
    this.#reads = new FreshReads(commands, mapping, clock);
    this.#clock = clock;
    const fields = [
      ...Object.values(columns as unknown as Record<string, string>),
      ...attributes.map(({ field }) => field),
    ];
    this.#diagnose = (call) => diagnose(call, sessions, { columns, fields, now: clock });
    if (typeof sessions.count === 'function') {
      this.countExpired = async (limit, callOptions) => {
        const call = this.#guard.begin('countExpired', { limit }, callOptions);
        return await commands.count(call, { [columns.expiresAt]: { lte: new Date(clock()) } }, limit);
      };
    }
    this.owners = new PrismaOwnerIndex(this.#guard, commands, mapping, clock);
  }

  async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return this.#live(this.#guard.begin('load', { id }, options), id);
  }

  async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    const call = this.#guard.begin('create', { id, record }, options);
    const row = await this.#mapping.whole(record);
    const { id: key, expiresAt } = this.#mapping.columns;
    for (let attempts = 1; attempts <= 2; attempts++) {
      if (await this.#commands.insert(call, id, row)) return this.#written(id, record);
      // The database lets one of two concurrent calls change the row. The other then no longer finds it expired.
      const expired = { [key]: id, [expiresAt]: { lte: new Date(this.#clock()) } };
      if ((await this.#commands.change(call, expired, row)) > 0) return this.#written(id, record);
      if (await this.#commands.find(call, id, this.#mapping.idSelection)) return { status: 'taken' };
      // Either it was removed just now, so that the next attempt succeeds, or it is not the id that has to be unique.
    }
    // Or it is there, and the read went to a copy that is behind.
    if (await this.#commands.existsOnPrimary(call, { [key]: id })) return { status: 'taken' };
    throw call.failure(
      'another column than the id has to be unique and holds this value already. ' +
        'Several sessions may have one owner and the same attributes: use an index that is not unique',
      { outcome: 'not-applied' },
    );
  }

  async update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    const call = this.#guard.begin('update', { id, record, version }, options);
    const changes = await this.#mapping.changes(record);
    const changed = await this.#commands.change(call, this.#liveIn(id, version), changes);
    return changed > 0 ? this.#written(id, record, version) : this.#refusal(call, id, version);
  }

  async touch(
    id: SessionId,
    expiresAt: number,
    version: string,
    revision: string,
    options?: CallOptions,
  ): Promise<boolean> {
    const call = this.#guard.begin('touch', { id, expiresAt, version, revision }, options);
    const { columns } = this.#mapping;
    const changes = { [columns.expiresAt]: new Date(expiresAt), [columns.revision]: revision };
    const changed = await this.#commands.change(call, this.#liveIn(id, version), changes);
    if (changed > 0) this.#written(id, { revision }, version);
    return changed > 0;
  }

  async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    const call = this.#guard.begin('delete', { id }, options);
    const removed = await this.#commands.remove(call, { [this.#mapping.columns.id]: id });
    this.#reads.forget(id);
    return removed > 0;
  }

  async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    const call = this.#guard.begin('deleteIf', { id, version }, options);
    const removed = await this.#commands.remove(call, this.#liveIn(id, version));
    if (removed === 0) return this.#refusal(call, id, version);
    this.#reads.expect(id, { replaced: version });
    return { status: 'deleted' };
  }

  async deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
    const call = this.#guard.begin('deleteExpired', { limit }, options);
    const { id, expiresAt } = this.#mapping.columns;
    const expired = { lte: new Date(this.#clock()) };
    const find = (size: number, gte?: Date): Promise<Fields[]> => {
      const where = { [expiresAt]: gte ? { gte, ...expired } : expired };
      return this.#commands.findSome(call, where, { [id]: true, [expiresAt]: true }, expiresAt, size);
    };
    let reached: Date | undefined;
    return this.#deletion.deleteExpired(
      call,
      limit,
      async (size) => {
        const further = this.#clearedUpTo ? await find(size, this.#clearedUpTo) : [];
        const rows = further.length === size ? further : await find(size);
        reached = rows.length === size ? (rows.at(-1)?.[expiresAt] as Date) : undefined;
        return rows.map((row) => this.#mapping.id(row));
      },
      async (ids) => {
        // The deadline again: a session that was renewed since it was found stays.
        const removed = await this.#commands.remove(call, { [id]: { in: ids }, [expiresAt]: expired });
        this.#clearedUpTo = removed > 0 ? reached : undefined;
        return removed;
      },
    );
  }

  /**
   * Finds a missing table, column, index or right, and a clock that differs from the database's.
   *
   * @throws {@link @sess/core#StoreError} if the database could not reply
   */
  async diagnose(options?: CallOptions): Promise<readonly StoreFinding[]> {
    const call = this.#guard.begin('diagnose', {}, options);
    return await this.#diagnose(call);
  }

  /** Ends the store and nothing else: the Prisma client is the application's. Calls that are already running finish. */
  close(): Promise<void> {
    return this.#guard.close();
  }

  #liveIn(id: SessionId, version: string): Fields {
    const { columns } = this.#mapping;
    return {
      [columns.id]: id,
      [columns.revision]: exactly(version),
      [columns.expiresAt]: { gt: new Date(this.#clock()) },
    };
  }

  #written(id: SessionId, { revision }: Pick<SessionRecord, 'revision'>, replaced?: string): Written {
    this.#reads.expect(id, { stored: revision, replaced });
    return { status: 'written', version: revision };
  }

  async #live(call: StoreCall, id: SessionId): Promise<StoredSession | undefined> {
    const stored = await this.#reads.find(call, id);
    return stored && this.#clock() < stored.expiresAt ? stored : undefined;
  }

  /** Returns why nothing was written. Called only then, so that a success takes one round trip. */
  async #refusal(call: StoreCall, id: SessionId, version: string): Promise<Conflict | Gone> {
    const current = await this.#live(call, id);
    if (current?.version === version) throw staleRead(call);
    return current ? { status: 'conflict', current } : { status: 'gone' };
  }
}

/**
 * Returns the condition that a revision is this text. MySQL and MariaDB ignore spaces at the end when they compare, but
 * not in a pattern.
 */
function exactly(version: string): string | Fields {
  let spaces = 0;
  while (version.at(-1 - spaces) === ' ') spaces += 1;
  if (spaces === 0) return version;
  return { equals: version, endsWith: ' '.repeat(spaces), not: { endsWith: ' '.repeat(spaces + 1) } };
}
