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
} from '@sess/core';
import { CallSettings } from './call-settings.js';
import { DocumentMapping, idOf, idProjection } from './document-mapping.js';
import { type CollectionSource, LazyCollection } from './lazy-collection.js';
import { batchSize, MongoOwnerIndex } from './mongo-owner-index.js';
import { assertDeadline, assertWithinLimits, limitsWith } from './record-limits.js';
import type { Fields } from './session-collection.js';
import { type Call, SessionDocuments } from './session-documents.js';
import { createIndexes, type SessionIndexOptions } from './session-indexes.js';
import { staleRead } from './stale-read.js';
import { checkOptions, type MongoSessionStoreOptions } from './store-options.js';

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
  readonly #collection: LazyCollection;
  readonly #settings: CallSettings;
  readonly #documents: SessionDocuments;
  readonly #mapping: DocumentMapping;
  readonly #clock: () => number;
  /** What was found expired, and not removed; `undefined` after something was. */
  #unremoved: SessionId | undefined;
  #isClosed = false;

  /**
   * @param sessions - The collection, or a function that gets it: called when the first call needs it, and again after it
   * failed. The client stays the application's.
   * @throws {@link @sess/core#SessionError} `INVALID_OPTION` for what is no collection, and for an unknown or impossible option.
   */
  constructor(sessions: CollectionSource, options: MongoSessionStoreOptions = {}) {
    checkOptions(options);
    this.limits = limitsWith(options);
    this.#clock = options.clock ?? Date.now;
    this.#mapping = new DocumentMapping(options.payload ?? 'text');
    this.#collection = new LazyCollection(sessions);
    this.#settings = new CallSettings(options);
    this.#documents = new SessionDocuments(this.#collection, this.#settings);
    this.owners = new MongoOwnerIndex(this.#documents, this.#clock, (...call) => this.#begin(...call));
  }

  async load(id: SessionId, options?: CallOptions): Promise<StoredSession | undefined> {
    return this.#live(this.#begin('load', { id }, options), id, true);
  }

  async create(id: SessionId, record: SessionRecord, options?: CallOptions): Promise<CreateResult> {
    const call = this.#begin('create', { id }, options);
    assertWithinLimits(record, this.limits);
    const written = { status: 'written', version: record.revision } as const;
    if (await this.#documents.insert(call, this.#mapping.whole(id, record))) return written;
    // Of two at once the server lets one change it; the other then no longer finds it expired.
    const expired = { _id: id, expiresAt: { $lte: this.#now() } };
    return (await this.#documents.change(call, expired, this.#mapping.replacement(record)))
      ? written
      : { status: 'taken' };
  }

  async update(id: SessionId, record: SessionRecord, version: string, options?: CallOptions): Promise<UpdateResult> {
    const call = this.#begin('update', { id, version }, options);
    assertWithinLimits(record, this.limits);
    const isWritten = await this.#documents.change(call, this.#liveIn(id, version), this.#mapping.changes(record));
    return isWritten ? { status: 'written', version: record.revision } : this.#refusal(call, id, version);
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
    return this.#documents.change(call, this.#liveIn(id, version), {
      $set: { expiresAt: new Date(expiresAt), revision },
    });
  }

  async delete(id: SessionId, options?: CallOptions): Promise<boolean> {
    return this.#documents.remove(this.#begin('delete', { id }, options), { _id: id }, false);
  }

  async deleteIf(id: SessionId, version: string, options?: CallOptions): Promise<DeleteResult> {
    const call = this.#begin('deleteIf', { id, version }, options);
    const isRemoved = await this.#documents.remove(call, this.#liveIn(id, version), true);
    return isRemoved ? { status: 'deleted' } : this.#refusal(call, id, version);
  }

  async deleteExpired(limit: number, options?: CallOptions): Promise<ClearResult> {
    const call = this.#begin('deleteExpired', { limit }, options);
    const expired = { expiresAt: { $lte: this.#now() } };
    let deleted = 0;
    for (let remaining = limit; remaining > 0;) {
      call.signal?.throwIfAborted();
      const size = Math.min(remaining, batchSize);
      const search = { projection: idProjection, sort: { expiresAt: 1 }, limit: size + 1 } as const;
      const found = (await this.#documents.findSome(call, expired, search)).map(idOf);
      const ids = found.slice(0, size);
      // The deadline once more: a session that was renewed since it was found stays. `deleteMany` knows no limit.
      if (ids.length > 0) {
        deleted += this.#cleared(
          call,
          ids[0],
          await this.#documents.removeAll(call, { _id: { $in: ids }, ...expired }),
        );
      }
      if (found.length <= size) return { deleted, more: false };
      remaining -= size;
    }
    return { deleted, more: true };
  }

  /**
   * Creates the indexes that are missing. Never called by the store itself: an index is the database's affair, and takes its
   * time on a collection that is large already. Run it when you deploy, or at the start; twice is fine.
   *
   * @throws {@link @sess/core#StoreError} when the server cannot be asked, and, with the command that mends it, when an index
   * on the same fields is there already and does something else.
   */
  async ensureIndexes(indexes: SessionIndexOptions = {}, options?: CallOptions): Promise<void> {
    const { signal } = this.#begin('ensureIndexes', {}, options);
    await createIndexes(this.#collection, indexes, this.#settings.exact, signal);
  }

  /** Ends the store and nothing else: the client is the application's. Calls that run already go on. */
  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  #begin(verb: string, given: StoreArguments, options: CallOptions | undefined): Call {
    options?.signal?.throwIfAborted();
    refuseBadArguments(`MongoSessionStore.${verb}`, given);
    if (this.#isClosed) {
      throw new StoreError('MongoSessionStore is closed: nothing was read or written', { outcome: 'not-applied' });
    }
    return { verb, ...(options?.signal && { signal: options.signal }) };
  }

  #now(): Date {
    return new Date(this.#clock());
  }

  #liveIn(id: SessionId, version: string): Fields {
    return { _id: id, revision: version, expiresAt: { $gt: this.#now() } };
  }

  async #live(call: Call, id: SessionId, isLoad = false): Promise<StoredSession | undefined> {
    const document = await this.#documents.find(call, { _id: id, expiresAt: { $gt: this.#now() } }, isLoad);
    if (!document) return undefined;
    // Whatever a driver or a proxy mixes up, such as the late answer to another command: nobody is given somebody else's session.
    if (idOf(document) !== id) {
      throw new StoreError(`MongoSessionStore could not ${call.verb}: the answer is about another session`, {
        outcome: 'not-applied',
      });
    }
    return this.#mapping.record(document);
  }

  /** Refuses to go on where the same record is found expired again, after the server was told to remove it. */
  #cleared(call: Call, first: SessionId | undefined, removed: number): number {
    if (removed === 0 && first === this.#unremoved) throw staleRead(call);
    this.#unremoved = removed === 0 ? first : undefined;
    return removed;
  }

  /** Why nothing was written: asked only then, so that what succeeds is one trip. */
  async #refusal(call: Call, id: SessionId, version: string): Promise<Conflict | Gone> {
    const current = await this.#live(call, id);
    if (current?.version === version) throw staleRead(call);
    return current ? { status: 'conflict', current } : { status: 'gone' };
  }
}
