import type { CallOptions, ClearResult, Conflict, CreateResult, DeleteResult, Gone, UpdateResult } from '@sess/core';
import type {
  KeyedStore,
  OwnerIndex,
  SessionId,
  SessionRecord,
  StoredSession,
  StoreFinding,
  StoreLimits,
} from '@sess/core';
import { BatchedDeletion, CallGuard, type StoreCall } from '@sess/core/store';
import { CallSettings } from './call-settings.js';
import { diagnose } from './diagnosis.js';
import type { Fields } from './driver.js';
import { type CollectionSource, LazyCollection } from './lazy-collection.js';
import { MongoOwnerIndex } from './owner-index.js';
import { idOf, idProjection, RecordMapping } from './record-mapping.js';
import { SessionCommands } from './session-commands.js';
import { createIndexes, type SessionIndexOptions } from './session-indexes.js';
import { staleRead } from './store-failure.js';
import { checkStoreOptions, limitsOf, type MongoSessionStoreOptions } from './store-options.js';

/**
 * Keeps sessions in a collection of MongoDB.
 *
 * @example
 * ```ts
 * import { MongoClient } from 'mongodb';
 *
 * const client = new MongoClient('mongodb://127.0.0.1:27017/shop');
 * const store = new MongoSessionStore(client.db().collection('sessions'));
 * await store.ensureIndexes();
 * const sessions = new SessionManager({ store });
 * ```
 */
export class MongoSessionStore implements KeyedStore {
  readonly kind = 'keyed';
  readonly limits: StoreLimits;
  readonly owners: OwnerIndex;
  readonly #guard: CallGuard;
  readonly #deletion = new BatchedDeletion(staleRead);
  readonly #collection: LazyCollection;
  readonly #settings: CallSettings;
  readonly #commands: SessionCommands;
  readonly #mapping: RecordMapping;
  readonly #clock: () => number;

  /**
   * @param sessions - The collection, or a function that returns it: called when the first call needs it, and again
   * after it failed. The client stays the application's.
   * @throws {@link @sess/core#SessionError} `INVALID_OPTION` for what is not a collection, and for an unknown or
   * invalid option
   */
  constructor(sessions: CollectionSource, options: MongoSessionStoreOptions = {}) {
    checkStoreOptions(options);
    this.limits = limitsOf(options);
    const remedy = 'keep less in it, or raise maxPayloadBytes (15 MiB at most)';
    this.#guard = new CallGuard('MongoSessionStore', this.limits, remedy);
    this.#collection = new LazyCollection(sessions, options.allowUnsafeServer);
    this.#settings = new CallSettings(options);
    this.#commands = new SessionCommands(this.#collection, this.#settings);
    this.#mapping = new RecordMapping(options.payload ?? 'text');
    this.#clock = options.clock ?? Date.now;
    this.owners = new MongoOwnerIndex(this.#guard, this.#commands, this.#clock);
  }

  async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return this.#live(this.#guard.begin('load', { id }, options), id, true);
  }

  async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    const call = this.#guard.begin('create', { id, record }, options);
    const written = { status: 'written', version: record.revision } as const;
    if (await this.#commands.insert(call, this.#mapping.whole(id, record))) return written;
    // The server lets one of two concurrent calls change the document. The other then no longer finds it expired.
    const expired = { _id: id, expiresAt: { $lte: this.#now() } };
    const isReplaced = await this.#commands.change(call, expired, this.#mapping.replacement(record));
    return isReplaced ? written : { status: 'taken' };
  }

  async update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    const call = this.#guard.begin('update', { id, record, version }, options);
    const isWritten = await this.#commands.change(call, this.#liveIn(id, version), this.#mapping.changes(record));
    return isWritten ? { status: 'written', version: record.revision } : this.#refusal(call, id, version);
  }

  async touch(
    id: SessionId,
    expiresAt: number,
    version: string,
    revision: string,
    options?: CallOptions,
  ): Promise<boolean> {
    const call = this.#guard.begin('touch', { id, expiresAt, version, revision }, options);
    const changes = { $set: { expiresAt: new Date(expiresAt), revision } };
    return this.#commands.change(call, this.#liveIn(id, version), changes);
  }

  async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    return this.#commands.remove(this.#guard.begin('delete', { id }, options), { _id: id }, false);
  }

  async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    const call = this.#guard.begin('deleteIf', { id, version }, options);
    const isRemoved = await this.#commands.remove(call, this.#liveIn(id, version), true);
    return isRemoved ? { status: 'deleted' } : this.#refusal(call, id, version);
  }

  async deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
    const call = this.#guard.begin('deleteExpired', { limit }, options);
    const expired = { expiresAt: { $lte: this.#now() } };
    return this.#deletion.deleteExpired(
      call,
      limit,
      async (size) => {
        const search = { projection: idProjection, sort: { expiresAt: 1 }, limit: size } as const;
        return (await this.#commands.findSome(call, expired, search)).map(idOf);
      },
      // The deadline again: a session that was renewed since it was found stays.
      (ids) => this.#commands.removeAll(call, { _id: { $in: ids }, ...expired }),
    );
  }

  async countExpired(limit: number, options?: CallOptions): Promise<number> {
    const call = this.#guard.begin('countExpired', { limit }, options);
    return await this.#commands.count(call, { expiresAt: { $lte: this.#now() } }, limit);
  }

  /**
   * Creates the indexes that are missing. The store never calls it: an index is for the operator of the database to
   * decide, and takes its time on a collection that is already large. Call it when you deploy, or at the start; twice
   * is fine.
   *
   * @throws {@link @sess/core#StoreError} when the server cannot be reached, and when an index on the same fields
   * already exists and does something else; the message then has the command that corrects it
   */
  async ensureIndexes(indexes: SessionIndexOptions = {}, options?: CallOptions): Promise<void> {
    const call = this.#guard.begin('ensureIndexes', {}, options);
    await createIndexes(call, this.#collection, indexes, this.#settings.exact);
  }

  /**
   * Finds a missing or wrong index, and a clock that differs from the server's.
   *
   * @throws {@link @sess/core#StoreError} if the server could not reply
   */
  async diagnose(options?: CallOptions): Promise<readonly StoreFinding[]> {
    const call = this.#guard.begin('diagnose', {}, options);
    return await diagnose(call, this.#collection, { exact: this.#settings.exact, now: this.#clock });
  }

  /** Ends the store and nothing else: the client is the application's. Calls that are already running finish. */
  close(): Promise<void> {
    return this.#guard.close();
  }

  #now(): Date {
    return new Date(this.#clock());
  }

  #liveIn(id: SessionId, version: string): Fields {
    return { _id: id, revision: version, expiresAt: { $gt: this.#now() } };
  }

  async #live(call: StoreCall, id: SessionId, isLoad = false): Promise<StoredSession | undefined> {
    const document = await this.#commands.find(call, { _id: id, expiresAt: { $gt: this.#now() } }, isLoad);
    if (!document) return undefined;
    // A driver or a proxy may mix up replies, such as a late one to another command. A visitor must never get another
    // user's session.
    if (idOf(document) !== id) throw call.failure('the reply is about another session', { outcome: 'not-applied' });
    return this.#mapping.record(document);
  }

  /** Returns why nothing was written. Called only then, so that a success takes one round trip. */
  async #refusal(call: StoreCall, id: SessionId, version: string): Promise<Conflict | Gone> {
    const current = await this.#live(call, id);
    if (current?.version === version) throw staleRead(call);
    return current ? { status: 'conflict', current } : { status: 'gone' };
  }
}
